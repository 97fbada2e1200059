import { defineMessages } from "../language/language.ts";

/** The texts about models that are there already, and about having none. */
export const builtInMessages = defineMessages(
  {
    open: (name: string, size: string) => `Open ${name} (${size} MB)`,
    names: { "moby-dick": "Moby-Dick", "engram-code": "source code" },
    failed: (why: string) => `That did not work: ${why}`,
    starting: "Starting …",
    noModel: "There is no model yet",
    train: "Train one on a text of yours",
    orOpen: "or open one that is there already:",
  },
  {
    open: (name: string, size: string) => `打开${name}（${size} MB）`,
    names: { "moby-dick": "《白鲸》", "engram-code": "源代码" },
    failed: (why: string) => `未能完成：${why}`,
    starting: "正在启动……",
    noModel: "还没有模型",
    train: "用你自己的文本训练一个",
    orOpen: "或打开一个现成的：",
  },
);
