"""Answers bpe.mjs: reads one job a line ("train", "encode", "encode with offsets"), writes its seconds and a count."""

import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"
from tokenizers import ByteLevelBPETokenizer, __version__

path, text_count, vocabulary_size = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
texts = [review["t"] for review in json.load(open(path, encoding="utf-8"))[:text_count]]
print(__version__, flush=True)
for line in sys.stdin:
    job = line.strip()
    # A new tokenizer for each job, so that its cache is empty.
    if job == "train":
        tokenizer = ByteLevelBPETokenizer()
    else:
        tokenizer = ByteLevelBPETokenizer.from_file(*vocabulary)
    started = time.perf_counter()
    if job == "train":
        tokenizer.train_from_iterator(texts, vocab_size=vocabulary_size, show_progress=False)
        count = tokenizer.get_vocab_size()
    elif job == "encode":
        count = sum(len(encoding.ids) for encoding in tokenizer._tokenizer.encode_batch_fast(texts))
    else:
        count = sum(len(encoding.offsets) for encoding in tokenizer.encode_batch(texts))
    seconds = time.perf_counter() - started
    if job == "train":
        vocabulary = tokenizer.save_model(sys.argv[4])
    print(seconds, count, flush=True)
