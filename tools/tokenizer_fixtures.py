"""Makes the fixtures of packages/tokenizer with Hugging Face tokenizers (pip install tokenizers==0.23.3).

    python tools/tokenizer_fixtures.py          after a build of packages/tokenizer (npx tsup)

Each fixture is { source, training?, tokenizer, cases }: a tokenizer.json as an object, and for texts the ids,
offsets (in code points) and decoded text that Hugging Face tokenizers gives with it.
  hugging-face-*.json   trained and written there
  engram-*.json         trained and written by this package, read there
"""

import json
import random
import subprocess
from pathlib import Path

from tokenizers import AddedToken, ByteLevelBPETokenizer, Tokenizer, __version__
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel
from tokenizers.processors import ByteLevel as ByteLevelProcessor
from tokenizers.trainers import BpeTrainer

PACKAGE = Path(__file__).parent.parent / "packages" / "tokenizer"
FIXTURES = PACKAGE / "test" / "fixtures"

SYLLABLES = "ka lo mi sha tu re no pel dra vin gost  ür né ство море 白 鲸 海 上 船 長 が の".split()
SIGNS = [".", ",", "!", "...", ".....", "-----", "--------", "!!!!", "aaaaaaa", "ababababab", "xoxoxo", "  ", "\n", "\n\n\n", "\t", "'s", "'ll", " 1851", " 42", "😀😀😀", "👍🏽"]


def training_texts():
    """Sentences of made-up words, some much more frequent than others, with the runs of signs that make merges collide."""
    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(120)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    texts = []
    for _ in range(60):
        text = ""
        for word in chance.choices(words, weights, k=30):
            text += chance.choice([" ", " ", " ", "", "\n"]) + word
            if chance.random() < 0.3:
                text += chance.choice(SIGNS)
        texts.append(text)
    return texts


CASES = [
    "",
    " ",
    "Hello, world! It's 1851 and they'll've sailed.",
    "  two  spaces \t\n tabs\r\n\r\n end   ",
    "don't DON'T 'tis 's'll '' ''' 'RE",
    "naïve café Größe ῾Ελληνική море 白鲸在海上。 クジラの海",
    "😀😀👍🏽 family 👨‍👩‍👧 flags 🇨🇭🇯🇵 e\u0301 ﬁ Ⅷ ½ ²",
    "odd spaces:\u0085a\u00a0b\u2003c\u3000d\u200be\ufefff\u180eg\u001ch\u2028i",
    "\ufeffat the start \ufffd",
    "........ ----- !!!!!!! aaaaaaaaaaaa abababab xoxoxoxo",
    "code: for (i=0;i<10;i++) { x[i] = 'a' + \"b\"; } // <|end|> é<|end|><|end|>",
    "<|end|>",
    "mid<mask> word <mask> and  <mask>  spaced, nomask<mask>able; only once_only onlyonce once",
    "\x00\x01\x7f",
] 


def cases(tokenizer, texts):
    found = []
    for text in texts:
        encoding = tokenizer.encode(text)
        found.append(
            {
                "text": text,
                "ids": encoding.ids,
                "offsets": [place for span in encoding.offsets for place in span],
                "decoded": tokenizer.decode(encoding.ids, skip_special_tokens=False),
                "decodedWithoutSpecial": tokenizer.decode(encoding.ids, skip_special_tokens=True),
            }
        )
    return found


def write(name, tokenizer, training=None, texts=CASES):
    fixture = {"source": f"tools/tokenizer_fixtures.py, tokenizers {__version__}"}
    if training is not None:
        fixture["training"] = training
    fixture["tokenizer"] = json.loads(tokenizer if isinstance(tokenizer, str) else tokenizer.to_str())
    reader = Tokenizer.from_str(json.dumps(fixture["tokenizer"]))
    fixture["cases"] = cases(reader, [*texts, *(training or [])[:5]])
    (FIXTURES / name).write_text(json.dumps(fixture, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(name, (FIXTURES / name).stat().st_size, "bytes,", reader.get_vocab_size(), "tokens")


def byte_level(add_prefix_space, use_regex, trim_offsets=False):
    """A bare byte-level pipeline, as a user of the library puts it together."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=add_prefix_space, use_regex=use_regex, trim_offsets=trim_offsets)
    tokenizer.decoder = ByteLevelDecoder()
    return tokenizer


def hugging_face():
    texts = training_texts()
    easy = ByteLevelBPETokenizer()
    easy.train_from_iterator(texts, vocab_size=700, min_frequency=2, special_tokens=["<|end|>"], show_progress=False)
    write("hugging-face-byte-level.json", easy._tokenizer, training=texts)

    exhausted = ByteLevelBPETokenizer()
    exhausted.train_from_iterator(texts[:12], vocab_size=5000, min_frequency=0, show_progress=False)
    write("hugging-face-exhausted.json", exhausted._tokenizer, training=texts[:12], texts=CASES[:4])

    trainer = lambda size: BpeTrainer(
        vocab_size=size, initial_alphabet=ByteLevel.alphabet(), special_tokens=["<|end|>"], show_progress=False
    )
    prefixed = byte_level(add_prefix_space=True, use_regex=True)
    prefixed.train_from_iterator(texts, trainer(400))
    prefixed.post_processor = ByteLevelProcessor(trim_offsets=False)
    prefixed.add_tokens([AddedToken("once", single_word=True), "only"])
    prefixed.add_special_tokens([AddedToken("<mask>", lstrip=True, rstrip=False)])
    write("hugging-face-prefix-space.json", prefixed)

    unsplit = byte_level(add_prefix_space=False, use_regex=False)
    unsplit.train_from_iterator([text[:60] for text in texts], trainer(400))
    unsplit.add_special_tokens([AddedToken("<mask>", lstrip=True, rstrip=True)])
    write("hugging-face-no-regex.json", unsplit)

    # The way of writing before 0.20, with "left right" merges; and pieces that are tokens without their merges.
    old = json.loads(prefixed.to_str())
    old["model"]["merges"] = [" ".join(pair) for pair in old["model"]["merges"]][:60]
    old["model"]["ignore_merges"] = True
    write("hugging-face-ignore-merges.json", json.dumps(old))


TRAIN_OURS = """
import { BpeTokenizer, CharTokenizer, WordTokenizer } from "./dist/index.js";
let input = "";
for await (const chunk of process.stdin) input += chunk;
const texts = JSON.parse(input);
const specialTokens = ["<|end|>"];
const trained = {
  "engram-char.json": await CharTokenizer.train(texts, { specialTokens }),
  "engram-grapheme.json": await CharTokenizer.train(texts, { unit: "grapheme", specialTokens }),
  "engram-word.json": await WordTokenizer.train(texts, { specialTokens }),
  "engram-bpe.json": await BpeTokenizer.train(texts, { vocabularySize: 500, specialTokens }),
};
console.log(JSON.stringify(Object.fromEntries(Object.entries(trained).map(([name, it]) => [name, it.toJson()]))));
"""


def engram():
    texts = [*training_texts()[:20], "白鲸在海上。捕鲸船在海上，白鲸在海里。", CASES[2], CASES[2], CASES[6]]
    node = ["node", "--input-type=module", "-e", TRAIN_OURS]
    output = subprocess.run(node, cwd=PACKAGE, input=json.dumps(texts), capture_output=True, text=True, check=True).stdout
    for name, tokenizer in json.loads(output).items():
        write(name, json.dumps(tokenizer), training=texts)


FIXTURES.mkdir(exist_ok=True)
hugging_face()
engram()
