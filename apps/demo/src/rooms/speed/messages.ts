import { defineMessages } from "../../language/language.ts";

export const messages = defineMessages(
  {
    title: "How fast is this here?",
    lead: "The same model learns from the same data with Engram and with TensorFlow.js (tf.layers), in this browser, on this machine. Everything TensorFlow.js can run on here is tried, and its fastest way is raced against Engram, in turns.",
    job: "What is trained",
    jobs: {
      textbook: "The textbook example",
      "language-model": "A language model",
    },
    jobHints: {
      textbook:
        "Keras’ best-known LSTM example: 128 windows of 40 characters at a time, 128 cells, and the next character is predicted after each window.",
      "language-model":
        "What the room “Train” calls medium: 32 streams of 64 characters at a time, an embedding of 64, 128 cells; each next character is predicted, and the memory goes on.",
    },
    thoroughness: "How long",
    thoroughnesses: { quick: "Quick (under a minute)", thorough: "Thorough (some minutes)" },
    start: "Race",
    again: "Race again",
    stop: "Stop",
    advice:
      "For honest numbers close other tabs and programs, and stay on this page: browsers slow down hidden ones.",
    trying: (name: string) => `Trying ${name}: a few steps, whose losses are compared …`,
    timing: (names: readonly string[]) =>
      names.length === 0 ? "Engram alone …" : `In turns: Engram and ${names.join(" and ")} …`,
    progress: "Progress of the race",
    failed: (why: string) => `It could not be measured: ${why}`,
    pausedTraining: "Your training was paused, so that it does not disturb the race.",
    resumeTraining: "Go on with the training",
    none: "Nothing has been measured yet.",
    names: {
      engram: "Engram",
      webgpu: "TensorFlow.js on WebGPU",
      webgl: "TensorFlow.js on WebGL",
      wasm: "TensorFlow.js on WebAssembly, with threads",
      "wasm-single": "TensorFlow.js on WebAssembly, one thread",
      cpu: "TensorFlow.js in plain JavaScript",
    },
    ratio: "times as fast",
    sentence: (times: string, name: string) => `Engram is ${times} times as fast as ${name} here.`,
    range: (least: string, most: string, rounds: number) =>
      `${least} to ${most} times in single rounds; ${rounds} rounds.`,
    noRival: "No backend of TensorFlow.js finished its trial here, so there is no ratio.",
    sameLosses: (difference: string) =>
      `Both compute the same: their first three losses differ by at most ${difference} %.`,
    table:
      "Each that was tried. A step is one batch forwards, backwards and Adam’s update. The bar shows the characters a second: longer is faster.",
    columns: {
      implementation: "What trains",
      milliseconds: "Milliseconds a step",
      spread: "least – most",
      tokens: "Characters a second",
      steps: "Steps timed",
    },
    best: "fastest of TensorFlow.js",
    onlyTried: "from its trial",
    embedsByProduct:
      "this backend cannot train an embedding, so that is a product with one-hot vectors: the same numbers",
    slow: (milliseconds: string) => `given up: a step takes longer than ${milliseconds} ms`,
    differs: (losses: string) => `computes something else: its first losses are ${losses}`,
    notHere: (reason: string) => `does not run here: ${reason}`,
    details: "What exactly was measured",
    facts: {
      model: "Model",
      batch: "A step",
      optimizer: "Optimiser",
      losses: "First losses",
      browser: "Browser",
      cores: "Cores",
      isolated: "Cross-origin isolated (threads)",
      date: "When",
    },
    modelFact: (vocabulary: number, embedding: number | null, cells: number) =>
      `${vocabulary} characters, ${embedding === null ? "one-hot" : `embedding ${embedding}`}, LSTM ${cells} (sigmoid gates), softmax`,
    batchFact: (batch: number, sequence: number, everyStep: boolean) =>
      `${batch} × ${sequence} characters, ${everyStep ? "a loss at each, state carried" : "a loss after the last"}`,
    optimizerFact: (rate: number) =>
      `Adam, learning rate ${rate}, float32, no clipping; each step waits for its loss`,
    yes: "yes",
    no: "no",
    copy: "Copy as text",
    copied: "Copied.",
    notCopied: "The browser did not allow it; here is the text:",
  },
  {
    title: "在这台机器上有多快？",
    lead: "在这个浏览器、这台机器上，用 Engram 和 TensorFlow.js（tf.layers）让同一个模型学习同样的数据。先把 TensorFlow.js 在这里能用的后端都试一遍，再让其中最快的与 Engram 轮流比赛。",
    job: "训练什么",
    jobs: {
      textbook: "教科书示例",
      "language-model": "语言模型",
    },
    jobHints: {
      textbook:
        "Keras 最著名的 LSTM 示例：每次读 128 个长 40 个字符的窗口，128 个单元，在每个窗口之后预测下一个字符。",
      "language-model":
        "即“训练”里的中型模型：每次读 32 条文本流的 64 个字符，嵌入 64 维，128 个单元；预测每一个后续字符，记忆一直延续。",
    },
    thoroughness: "测多久",
    thoroughnesses: { quick: "快速（一分钟以内）", thorough: "仔细（几分钟）" },
    start: "开始比赛",
    again: "再比一次",
    stop: "停止",
    advice: "想得到可靠的数字，请关闭其他标签页和程序，并停留在本页：浏览器会让隐藏的页面变慢。",
    trying: (name: string) => `正在试 ${name}：先训练几步，并比较损失……`,
    timing: (names: readonly string[]) =>
      names.length === 0 ? "只测 Engram……" : `轮流计时：Engram 与 ${names.join("、")}……`,
    progress: "比赛进度",
    failed: (why: string) => `无法测量：${why}`,
    pausedTraining: "为了不影响比赛，你的训练已暂停。",
    resumeTraining: "继续训练",
    none: "还没有测量结果。",
    names: {
      engram: "Engram",
      webgpu: "TensorFlow.js（WebGPU）",
      webgl: "TensorFlow.js（WebGL）",
      wasm: "TensorFlow.js（WebAssembly，多线程）",
      "wasm-single": "TensorFlow.js（WebAssembly，单线程）",
      cpu: "TensorFlow.js（纯 JavaScript）",
    },
    ratio: "倍速度",
    sentence: (times: string, name: string) => `在这里，Engram 的速度是 ${name} 的 ${times} 倍。`,
    range: (least: string, most: string, rounds: number) =>
      `共 ${rounds} 轮，单轮为 ${least} 至 ${most} 倍。`,
    noRival: "TensorFlow.js 的后端在这里都没有完成试跑，因此无法得出倍数。",
    sameLosses: (difference: string) => `两者算的是同一件事：前三步的损失最多相差 ${difference} %。`,
    table: "所有试过的实现。一步包括一个批次的前向、反向计算和 Adam 更新。横条表示每秒字符数：越长越快。",
    columns: {
      implementation: "实现",
      milliseconds: "每步毫秒",
      spread: "最短 – 最长",
      tokens: "每秒字符数",
      steps: "计时步数",
    },
    best: "TensorFlow.js 中最快",
    onlyTried: "来自试跑",
    embedsByProduct: "这个后端不能训练嵌入层，因此改用与 one-hot 向量的乘积：结果相同",
    slow: (milliseconds: string) => `已放弃：一步超过 ${milliseconds} 毫秒`,
    differs: (losses: string) => `计算结果不同：前几步的损失为 ${losses}`,
    notHere: (reason: string) => `在这里不能运行：${reason}`,
    details: "具体测了什么",
    facts: {
      model: "模型",
      batch: "一步",
      optimizer: "优化器",
      losses: "前几步的损失",
      browser: "浏览器",
      cores: "核心数",
      isolated: "跨源隔离（可用线程）",
      date: "时间",
    },
    modelFact: (vocabulary: number, embedding: number | null, cells: number) =>
      `${vocabulary} 种字符，${embedding === null ? "one-hot" : `嵌入 ${embedding} 维`}，LSTM ${cells} 个单元（sigmoid 门），softmax`,
    batchFact: (batch: number, sequence: number, everyStep: boolean) =>
      `${batch} × ${sequence} 个字符，${everyStep ? "每个字符都有损失，状态延续" : "只在最后计算损失"}`,
    optimizerFact: (rate: number) => `Adam，学习率 ${rate}，float32，不裁剪梯度；每步都等待损失`,
    yes: "是",
    no: "否",
    copy: "复制为文本",
    copied: "已复制。",
    notCopied: "浏览器不允许复制；文本如下：",
  },
);

export type SpeedMessages = ReturnType<typeof messages>;
