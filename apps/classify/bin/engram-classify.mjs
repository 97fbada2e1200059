#!/usr/bin/env node
// Not the built file itself: package managers link a command when they install, which is before the first build.
import "../dist/cli.js";
