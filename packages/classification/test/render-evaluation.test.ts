import { describe, expect, test } from "vitest";
import { evaluateClassifier, renderEvaluation } from "../src/index.ts";

const HOSTILE = `<script>alert("x")</script>' onload="y" & \u202e`;

function report(classes: number, texts = 60) {
  const truth = Int32Array.from({ length: texts }, (_, text) => text % classes);
  const probabilities = Float32Array.from({ length: texts * classes }, (_, cell) => {
    const [text, id] = [Math.floor(cell / classes), cell % classes];
    const chosen = text % 5 === 0 ? (truth[text] + 1) % classes : truth[text];
    return id === chosen ? 0.6 : 0.4 / (classes - 1);
  });
  const labels = Array.from({ length: classes }, (_, id) => (id === 0 ? HOSTILE : `class ${id}`));
  return evaluateClassifier({
    labels,
    probabilities,
    truth,
    texts: Array.from(truth, () => HOSTILE),
    seed: 1,
    resamples: 50,
  });
}

describe("renderEvaluation", () => {
  test.each([2, 5, 30])(
    "of %d classes: labels, texts and title are escaped, and nothing is fetched or run",
    (classes) => {
      const page = renderEvaluation(report(classes), { title: HOSTILE });
      expect(page.replaceAll(/"[^"]*"/g, "")).not.toMatch(/<script|<[^>]*\sonload/);
      expect(page).toContain(
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&#39; onload=&quot;y&quot; &amp;",
      );
      expect(page).not.toMatch(/https?:|url\(|@import|src=/);
      expect(page).toContain("default-src 'none'");
    },
  );

  test("has every score with its interval, as the report has them", () => {
    const given = report(3);
    const page = renderEvaluation(given, { title: "Three" });
    const { scores, intervals } = given;
    for (const score of Object.values(scores)) expect(page).toContain((score as number).toFixed(4));
    for (const interval of Object.values(intervals)) {
      expect(page).toContain(`${interval!.lower.toFixed(4)} to ${interval!.upper.toFixed(4)}`);
    }
    expect(page.match(/<td class="excerpt"/g)).toHaveLength(given.worstErrors.length);
    expect(page.match(/<circle class="bin"/g)).toHaveLength(given.calibration.length);
  });

  test("draws one ROC curve of two classes, all of a few, six of many; each picture says in words what it shows", () => {
    const curves = (classes: number) => {
      const [roc, precisionRecall] = renderEvaluation(report(classes), { title: "" })
        .split("<figure>")
        .slice(1);
      return [roc, precisionRecall].map(
        (figure) => figure.split("<ul")[0].match(/<path class="curve/g)?.length,
      );
    };
    expect(curves(2)).toEqual([1, 2]);
    expect(curves(5)).toEqual([5, 5]);
    expect(curves(30)).toEqual([6, 6]);
    const page = renderEvaluation(report(2), { title: "" });
    expect(page.match(/<svg [^>]*role="img" aria-label="[^"]{20,}"/g)).toHaveLength(3);
    expect(page.match(/<svg/g)).toHaveLength(3 + page.match(/<svg [^>]*aria-hidden="true"/g)!.length);
  });

  test("a confusion matrix of few classes is a table of all pairs, of many a list of the confused ones", () => {
    const few = renderEvaluation(report(3), { title: "" });
    expect(few.match(/<td style="--share:/g)).toHaveLength(9);
    const many = renderEvaluation(report(30), { title: "" });
    expect(many).not.toContain("--share:0");
    expect(many).toContain("The most frequent confusions.");
  });

  test("a report read from its JSON, of one class only, without an error, is a page too", () => {
    const only = evaluateClassifier({
      labels: ["a", "b"],
      probabilities: Float32Array.of(0.75, 0.25),
      truth: Int32Array.of(0),
      decision: { label: "b", threshold: 0.9 },
      seed: 1,
      resamples: 2,
    });
    const page = renderEvaluation(JSON.parse(JSON.stringify(only)), { title: "One" });
    expect(page).toContain("No text got another class than its own.");
    expect(page).toContain("A text counts as b from a probability of 0.9 on.");
    expect(page).not.toMatch(/NaN|undefined|null|Infinity/);
  });
});
