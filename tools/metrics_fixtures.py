"""Writes packages/metrics/test/fixtures: the scores of scikit-learn, sacrebleu and jiwer on random and hard cases.

    pip install numpy scikit-learn==1.9.1 sacrebleu==2.6.0 jiwer==4.0.0
    python tools/metrics_fixtures.py
"""

import json
import math
import warnings
from pathlib import Path

import jiwer
import numpy as np
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sklearn import calibration, metrics

FIXTURES = Path(__file__).resolve().parent.parent / "packages" / "metrics" / "test" / "fixtures"
random = np.random.default_rng(20261124)
warnings.simplefilter("ignore")  # Undefined cases are part of the fixtures.


def plain(value):
    """numpy values as JSON; NaN and Infinity as null."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (np.integer, int)):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return float(value) if math.isfinite(value) else None
    return value


def confusion_case(name, actual, predicted, classes):
    labels = list(range(classes))
    averages = {}
    for average in ["micro", "macro", "weighted"]:
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(actual, predicted, average=average)
        averages[average] = {"precision": precision, "recall": recall, "f1": f1}
    precision, recall, f1, support = metrics.precision_recall_fscore_support(actual, predicted, labels=labels)
    return {
        "name": name,
        "actual": actual,
        "predicted": predicted,
        "classes": classes,
        "counts": metrics.confusion_matrix(actual, predicted, labels=labels).ravel(),
        "accuracy": metrics.accuracy_score(actual, predicted),
        "matthews": metrics.matthews_corrcoef(actual, predicted),
        "averages": averages,
        "perClass": {"precision": precision, "recall": recall, "f1": f1, "support": support},
    }


def confusion_cases():
    def noisy(actual, classes, share):
        return np.where(random.random(len(actual)) < share, random.integers(classes, size=len(actual)), actual)

    binary = random.integers(2, size=60)
    many = random.choice(7, p=[0.4, 0.2, 0.15, 0.1, 0.08, 0.05, 0.02], size=150)
    return [
        confusion_case("two classes", binary, noisy(binary, 2, 0.5), 2),
        confusion_case("seven uneven classes", many, noisy(many, 7, 0.6), 7),
        confusion_case("a class never predicted", [0, 1, 2, 2, 1], [0, 1, 1, 0, 1], 3),
        confusion_case("a class predicted that never occurs", [0, 1, 0, 1, 0], [0, 2, 0, 1, 2], 3),
        confusion_case("a class that neither occurs nor is predicted", [0, 3, 3, 0], [0, 3, 0, 0], 4),
        confusion_case("one actual class", [1, 1, 1, 1], [1, 0, 1, 1], 2),
        confusion_case("one predicted class", [0, 1, 1, 2], [1, 1, 1, 1], 3),
        confusion_case("one class on both sides", [1, 1, 1], [1, 1, 1], 2),
        confusion_case("all wrong", [0, 1, 2], [1, 2, 0], 3),
        confusion_case("one pair", [0], [1], 2),
    ]


def ranking_case(name, labels, scores):
    false_rate, true_rate, roc_thresholds = metrics.roc_curve(labels, scores, drop_intermediate=False)
    precision, recall, thresholds = metrics.precision_recall_curve(labels, scores)
    return {
        "name": name,
        "labels": labels,
        "scores": scores,
        "rocAuc": metrics.roc_auc_score(labels, scores),
        "averagePrecision": metrics.average_precision_score(labels, scores),
        "roc": {"falsePositiveRate": false_rate, "truePositiveRate": true_rate, "thresholds": roc_thresholds},
        "precisionRecall": {"precision": precision, "recall": recall, "thresholds": thresholds},
    }


def ranking_cases():
    labels = random.integers(2, size=80)
    scores = labels * 0.7 + random.normal(size=80)
    return [
        ranking_case("all scores different", labels, scores),
        ranking_case("many ties", labels, np.round(scores)),
        ranking_case("all tied", [0, 1, 1, 0, 1], [2.5] * 5),
        ranking_case("perfect", [0, 0, 1, 1], [-3.0, 0.0, 0.5, 9.0]),
        ranking_case("reversed", [1, 1, 0, 0], [-3.0, 0.0, 0.5, 9.0]),
        ranking_case("one positive, tied with a negative", [0, 0, 1, 0], [0.1, 0.4, 0.4, 0.8]),
        ranking_case("rare positives", (random.random(300) < 0.02).astype(int) | np.eye(1, 300, 7, dtype=int)[0],
                     np.round(random.random(300), 2)),
    ]


def expected_calibration_error(actual, probabilities, bins):
    """Guo 2017: bins (lower, upper] of the top class' probability."""
    confidence = probabilities.max(axis=1)
    hit = probabilities.argmax(axis=1) == actual
    error = 0.0
    for index in range(bins):
        inside = (confidence > index / bins) & (confidence <= (index + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - confidence[inside].mean())
    return error


def probability_case(name, actual, probabilities):
    actual, probabilities = np.asarray(actual), np.asarray(probabilities, dtype=float)
    classes = probabilities.shape[1]
    return {
        "name": name,
        "actual": actual,
        "classes": classes,
        "probabilities": probabilities.ravel(),
        "logLoss": metrics.log_loss(actual, probabilities, labels=range(classes)),
        "brier": metrics.brier_score_loss(actual, probabilities, labels=range(classes), scale_by_half=False),
        "expectedCalibrationError": {
            str(bins): expected_calibration_error(actual, probabilities, bins) for bins in [1, 10, 15]
        },
        "rocAuc": metrics.roc_auc_score(actual, probabilities, multi_class="ovr", labels=range(classes))
        if classes > 2
        else None,
    }


def softmax(logits):
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def probability_cases():
    actual = random.integers(4, size=100)
    logits = random.normal(size=(100, 4)) + 1.5 * np.eye(4)[actual]
    two = random.integers(2, size=60)
    return [
        probability_case("four classes", actual, softmax(logits)),
        probability_case("four classes, tied scores", actual, softmax(np.round(logits))),
        probability_case("two classes", two, softmax(random.normal(size=(60, 2)) + np.eye(2)[two])),
        probability_case("probabilities of 0 and 1", [0, 1, 2, 1], np.eye(3)[[0, 1, 2, 0]]),
        probability_case("on the edges of the bins", [0, 1, 0, 1, 1], [[p, 1 - p] for p in [0.1, 0.3, 0.5, 0.7, 0.9]]),
    ]


def binary_probability_cases():
    labels = random.integers(2, size=60)
    probabilities = np.round(np.clip(labels * 0.4 + random.random(60) * 0.6, 0, 1), 2)
    accuracy, confidence = calibration.calibration_curve(labels, probabilities, n_bins=10)
    return [
        {
            "name": "two decimals",
            "labels": labels,
            "probabilities": probabilities,
            "logLoss": metrics.log_loss(labels, probabilities),
            "brier": metrics.brier_score_loss(labels, probabilities),
            "calibration": {"bins": 10, "accuracy": accuracy, "confidence": confidence},
        }
    ]


LINES = [
    "",
    "   ",
    "Hello, world!",
    "He paid $3.50, \"really\" -- or 1,000.25 (that's 20-30%).",
    "end-of-line-\nhyphen and a\nnew line",
    "&quot;AT&amp;T&quot; &lt;b&gt; &amp;lt; <skipped>x",
    "a.b,c .5 5. 5,a a,5 ...,,, 1.2.3 3-4 a-b -5",
    "U.S.A. e.g. i.e. [x] {y} ~z `q` @me #tag a/b a\\b c_d^e",
    "don't 'quote' l'été – naïve… “curly” €5,5",
    "我今天很高兴。你呢?3.14，好",
    "tabs\tand\u00a0no-break\u3000spaces  \n",
    "emoji 😀,😀. 👩‍👩‍👧 5😀",
    "the last line of a page-\n",
]

WORDS = "the cat sat on a mat , . and 3.5 dogs-in boats ! it's fine (maybe) élan 1,000 😀 x".split()
CHINESE = "今天天气很好我们去公园玩吧你好世界学习语言模型记忆。，"


def sentence(length):
    return " ".join(random.choice(WORDS, size=length))


def noisy_sentence(text):
    words = [word for word in text.split() if random.random() > 0.15]
    return " ".join(random.choice(WORDS) if random.random() < 0.2 else word for word in words)


def chinese(length):
    return "".join(random.choice(list(CHINESE), size=length))


def noisy_characters(text):
    return "".join(random.choice(list(CHINESE)) if random.random() < 0.2 else character for character in text)


def corpora():
    """name, hypotheses, references by segment."""
    english = [sentence(length) for length in [1, 3, 7, 12, 20, 28]]
    han = [chinese(length) for length in [1, 5, 12, 30]]
    return [
        ("english", [noisy_sentence(line) for line in english], [[line] for line in english]),
        ("three references", [noisy_sentence(line) for line in english],
         [[noisy_sentence(line), line, sentence(9)] for line in english]),
        ("chinese", [noisy_characters(line) for line in han], [[line] for line in han]),
        ("equal", english, [[line] for line in english]),
        ("nothing in common", ["x y z w", "q"], [["a b c d"], ["e"]]),
        ("no bigram in common", ["the cat a mat"], [["mat the sat cat"]]),
        ("too short for four-grams", ["a b c"], [["a b c"]]),
        ("empty hypotheses", ["", ""], [["a b"], ["c"]]),
        ("empty references", ["a b c d e", "f"], [[""], [""]]),
        ("everything empty", [""], [[""]]),
        ("one empty of two", ["", "the cat sat on the mat today"], [["hello there"], ["the cat sat on the mat"]]),
        ("a short reference among longer ones", ["abcdefgh ij", "the cat sat"], [["ab"], ["the cat sat on it"]]),
        ("too long", ["the the the the the the the"], [["the cat is on the mat"]]),
        ("references as close in length", ["a b c d e"], [["a b c d e f", "a b c d"]]),
        ("odd lines", LINES, [[line[::-1]] for line in LINES]),
    ]


def streams(references):
    return [list(stream) for stream in zip(*references)]


def bleu_cases():
    cases = []
    for name, hypotheses, references in CORPORA:
        for tokenize in ["13a", "char", "none"]:
            for smoothing in ["exp", "none"]:
                metric = BLEU(tokenize=tokenize, smooth_method=smoothing)
                score = metric.corpus_score(hypotheses, streams(references))
                cases.append({
                    "corpus": name,
                    "options": {"tokenize": tokenize, "smoothing": smoothing},
                    "score": score.score,
                    "precisions": score.precisions,
                    "brevityPenalty": score.bp,
                    "hypothesisLength": score.sys_len,
                    "referenceLength": score.ref_len,
                })
    return cases


def chrf_cases():
    return [
        {
            "corpus": name,
            "options": {"wordOrder": word_order},
            "score": CHRF(word_order=word_order).corpus_score(hypotheses, streams(references)).score,
        }
        for name, hypotheses, references in CORPORA
        for word_order in [0, 1, 2]
    ]


def error_rate_cases():
    lines = [sentence(length) for length in [1, 4, 9, 15]]
    han = [chinese(length) for length in [1, 8, 20]]
    cases = [
        ("english", lines, [noisy_sentence(line) for line in lines]),
        ("unrelated", lines, [sentence(length) for length in [6, 2, 9, 1]]),
        ("chinese", han, [noisy_characters(line) for line in han]),
        ("equal", lines, lines),
        ("empty hypotheses", ["a b", "c"], ["", ""]),
        ("empty references", ["", ""], ["a b", "c"]),
        ("one empty reference", ["", "a b c"], ["x", "a c"]),
        ("everything empty", [""], [""]),
        ("spaces", ["  a   b  "], ["a b"]),
        ("emoji", ["😀 a 👍"], ["😀 b"]),
    ]
    return [
        {
            "name": name,
            "references": references,
            "hypotheses": hypotheses,
            "wordErrorRate": jiwer.wer(references, hypotheses),
            "characterErrorRate": jiwer.cer(references, hypotheses),
        }
        for name, references, hypotheses in cases
    ]


def write(name, content):
    FIXTURES.mkdir(parents=True, exist_ok=True)
    text = json.dumps(plain(content), ensure_ascii=False, separators=(",", ":"))
    # A case a line, so that a change shows as the case that changed.
    (FIXTURES / name).write_text(text.replace("},{", "},\n{") + "\n", encoding="utf8")


write("classification.json", {
    "confusion": confusion_cases(),
    "ranking": ranking_cases(),
    "probabilities": probability_cases(),
    "binaryProbabilities": binary_probability_cases(),
})

CORPORA = corpora()
write("text.json", {
    "tokenize13a": [{"line": line, "tokens": Tokenizer13a()(line.rstrip()).split()} for line in LINES],
    "corpora": {name: {"hypotheses": hypotheses, "references": references}
                for name, hypotheses, references in CORPORA},
    "bleu": bleu_cases(),
    "chrf": chrf_cases(),
    "errorRates": error_rate_cases(),
})
