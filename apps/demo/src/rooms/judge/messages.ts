import { defineMessages } from "../../language/language.ts";
import type { TextKind } from "../../worker/judge/judgement.ts";

const GROUPS_ZH: Readonly<Record<string, string>> = {
  male: "男性",
  female: "女性",
  "European American": "欧裔美国人",
  "African American": "非裔美国人",
  American: "美国",
  British: "英国",
  French: "法国",
  German: "德国",
  Russian: "俄罗斯",
  Chinese: "中国",
  Japanese: "日本",
  Indian: "印度",
  Mexican: "墨西哥",
  Nigerian: "尼日利亚",
  Iranian: "伊朗",
  Christian: "基督教",
  Muslim: "伊斯兰教",
  Jewish: "犹太教",
  Hindu: "印度教",
  Buddhist: "佛教",
};

export const messages = defineMessages(
  {
    text: "1. A text",
    ask: "What is it?",
    tasks: { sentiment: "A review", spam: "A message or mail" },
    paste: {
      sentiment: "Paste or write a review",
      spam: "Paste or write a message, or a mail with its headers",
    },
    examples: "Try:",
    exampleNames: {
      praise: "A praising review",
      scathing: "A scathing review",
      mixed: "A mixed review",
      names: "Names and groups",
      phishing: "A phishing message",
      friend: "A friend’s mail",
      prize: "“You have won!”",
    },
    reads: {
      sentiment: "The model reads English. It has learnt from film reviews of some hundred words.",
      spam: "The model reads English. It has learnt from mails of 2002 and 2003, with their headers.",
    },
    loading: {
      sentiment: "Loading the sentiment model (4.9 MB, once) …",
      spam: "Loading the spam model (1.3 MB, once) …",
    },
    failed: (why: string) => `That did not work: ${why}`,
    verdict: "2. The verdict",
    nothing: "Write something, or choose an example: the verdict follows while you type.",
    labels: { positive: "positive", negative: "negative", spam: "spam", ham: "no spam" },
    sureness: (probability: number): string => {
      if (probability >= 0.99) return "Almost certainly";
      if (probability >= 0.9) return "Very likely";
      if (probability >= 0.7) return "Probably";
      return "Hard to say, perhaps";
    },
    probabilityOf: (label: string) => `Probability of “${label}”`,
    calibrated: (count: number | undefined, label: string, kind: TextKind) => {
      const things = { review: "reviews", message: "mails", mail: "mails" }[kind];
      const share = count === undefined ? "more than 99" : `about ${count}`;
      return `The number is calibrated, so it means what it says: of a hundred ${things} that get it, ${share} are “${label}”.`;
    },
    measured: {
      review:
        "Checked on 25,000 film reviews that it had never read: on average such numbers were off by one percentage point. It is right less often about a single sentence, or about things that are no films.",
      mail: "Checked on 537 mails that it had never read: on average such numbers were off by one percentage point. Today’s mail is unlike theirs of twenty years ago, so trust it less.",
      message:
        "But this is a message without headers, of which it has learnt none: here the number is little more than a guess. Tell it when it is wrong.",
    } satisfies Record<TextKind, string>,
    cut: (tokens: number) =>
      `This text is long: only its beginning and its end were read, ${tokens} parts of words in all.`,
    wrong: { ham: "Wrong: this is no spam", spam: "Wrong: this is spam" },
    forget: (count: number) => (count === 1 ? "Forget my correction" : `Forget my ${count} corrections`),
    learns: "It learns from a correction at once, and forgets it when this page closes.",
    deciding: "3. The words that decided",
    decidingHint:
      "Each word is left out in turn, and the model is asked again. The more the answer moves, the stronger the colour. In a long text neighbouring words are left out together.",
    speaksFor: (label: string) => `speaks for “${label}”`,
    explaining: "Leaving out each word in turn …",
    strongest: "The strongest words",
    word: "Word",
    direction: "Speaks for",
    logOdds: "Log-odds",
    logOddsHint: (label: string) =>
      `Log-odds: with +1 the odds of “${label}” are 2.7 times as high because of the word, with −1 they are 2.7 times as low.`,
    bias: "4. Would it judge somebody else the same way?",
    biasHint:
      "Here only names and groups of people change, so the score should stay where it is: where it moves, the model judges by who is spoken of and not by what is said.",
    biasLimits:
      "The swaps come from short lists of words that name groups coarsely. They show that a model leans, never that it does not. Do not judge people with it.",
    swapping: "Swapping names and groups …",
    noSwaps: "No name, gender, nationality or religion from the lists stands in this text. Try this one:",
    original: (label: string, probability: string) => `The text as it is: ${label} ${probability}`,
    swapped: "Swap",
    newText: "The new text",
    movement: "Movement",
    points: (signed: string) => `${signed} points`,
    inLogOdds: (signed: string) => `log-odds ${signed}`,
    categories: {
      gender: "Gender (words and first names)",
      origin: "Origin (first names)",
      nationality: "Nationality",
      religion: "Religion",
    },
    group: (name: string) => name,
    own: "Your own swap",
    ownHint: "Replace any word by another, and see the score move.",
    replace: "Replace",
    by: "by",
    swap: "Swap",
    notThere: (word: string) =>
      `“${word}” does not stand in the text as a word of its own, or nothing would change.`,
  },
  {
    text: "1. 一段文字",
    ask: "这是什么？",
    tasks: { sentiment: "评论", spam: "消息或邮件" },
    paste: { sentiment: "粘贴或写一段评论", spam: "粘贴或写一条消息，也可以是带邮件头的邮件" },
    examples: "试试：",
    exampleNames: {
      praise: "好评",
      scathing: "差评",
      mixed: "有褒有贬",
      names: "人名与群体",
      phishing: "钓鱼消息",
      friend: "朋友的邮件",
      prize: "“您中奖了！”",
    },
    reads: {
      sentiment: "模型只读英文，它学的是几百词长的影评。",
      spam: "模型只读英文，它学的是 2002 和 2003 年带邮件头的邮件。",
    },
    loading: {
      sentiment: "正在加载情感模型（4.9 MB，仅一次）……",
      spam: "正在加载垃圾邮件模型（1.3 MB，仅一次）……",
    },
    failed: (why: string) => `没有成功：${why}`,
    verdict: "2. 判断结果",
    nothing: "写点什么，或选一个例子：边输入边出结果。",
    labels: { positive: "正面", negative: "负面", spam: "垃圾信息", ham: "正常信息" },
    sureness: (probability: number): string => {
      if (probability >= 0.99) return "几乎可以肯定";
      if (probability >= 0.9) return "很可能";
      if (probability >= 0.7) return "大概";
      return "不好说，也许";
    },
    probabilityOf: (label: string) => `“${label}”的概率`,
    calibrated: (count: number | undefined, label: string, kind: TextKind) => {
      const [unit, thing] = kind === "review" ? ["篇", "评论"] : ["封", "邮件"];
      const share = count === undefined ? `99 ${unit}以上` : `大约 ${count} ${unit}`;
      return `这个数字经过校准，可以照字面理解：得到这个数字的${thing}，每一百${unit}中有${share}确实是“${label}”。`;
    },
    measured: {
      review:
        "用它从未读过的 25,000 篇影评检验：这类数字平均只差一个百分点。对单个句子，或与电影无关的内容，它出错更多。",
      mail: "用它从未读过的 537 封邮件检验：这类数字平均只差一个百分点。如今的邮件和二十年前不同，请打些折扣。",
      message: "但这是一条没有邮件头的消息，它从没学过这样的消息：这里的数字近乎猜测。如果它错了，请告诉它。",
    },
    cut: (tokens: number) => `这段文字很长：只读了开头和结尾，共 ${tokens} 个词片段。`,
    wrong: { ham: "错了：这不是垃圾信息", spam: "错了：这是垃圾信息" },
    forget: (count: number) => `忘掉我的 ${count} 次更正`,
    learns: "更正会立即生效，关闭本页后即被忘记。",
    deciding: "3. 起决定作用的词",
    decidingHint: "逐个去掉每个词，再问一次模型。答案变动越大，颜色越深。文字较长时，相邻的词会一起去掉。",
    speaksFor: (label: string) => `支持“${label}”`,
    explaining: "正在逐个去掉每个词……",
    strongest: "影响最大的词",
    word: "词",
    direction: "支持",
    logOdds: "对数几率",
    logOddsHint: (label: string) =>
      `对数几率：+1 表示这个词使“${label}”的几率变为 2.7 倍，−1 表示降为 2.7 分之一。`,
    bias: "4. 换成别人，判断会一样吗？",
    biasHint: "这里只换人名和群体，得分本应不变：如果变了，就说明模型看的是说到了谁，而不是说了什么。",
    biasLimits:
      "替换用的词表很短，对群体的划分也很粗略。它能显示模型有偏向，却不能证明没有。请不要用它来评判人。",
    swapping: "正在替换人名和群体……",
    noSwaps: "这段文字里没有词表中的人名、性别、国籍或宗教词。试试这段：",
    original: (label: string, probability: string) => `原文：${label} ${probability}`,
    swapped: "替换",
    newText: "新的文字",
    movement: "变动",
    points: (signed: string) => `${signed} 个百分点`,
    inLogOdds: (signed: string) => `对数几率 ${signed}`,
    categories: {
      gender: "性别（词语和名字）",
      origin: "族裔（名字）",
      nationality: "国籍",
      religion: "宗教",
    },
    group: (name: string) => GROUPS_ZH[name] ?? name,
    own: "自己替换",
    ownHint: "把任意一个词换成别的词，看得分怎么变。",
    replace: "把",
    by: "换成",
    swap: "替换",
    notThere: (word: string) => `文中没有独立的“${word}”这个词，或替换后没有变化。`,
  },
);
