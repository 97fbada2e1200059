console.log("engram-lm");
