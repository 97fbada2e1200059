import { type BiasCategory, biasGroups } from "./bias-category.ts";
import type { TemplateGap } from "./bias-report.ts";
import { groupPairs } from "./group-pairs.ts";
import { type Predict, type ScoredText, scoreTexts } from "./score-texts.ts";
import { compare, swapGap } from "./swap-gap.ts";
import { fillTemplate, TEMPLATES, templatePersons } from "./templates.ts";

/** How differently sentences are treated that are the same but for the group. Their interval is over these sentences only. */
export async function templateGaps(
  predict: Predict,
  category: BiasCategory,
  { label, seed }: { readonly label: string; readonly seed: number },
): Promise<TemplateGap[]> {
  const groups = biasGroups(category);
  const persons = templatePersons(category);
  const sentences = TEMPLATES.flatMap((template) =>
    persons.flatMap((row) => row.map((person) => fillTemplate(template, person))),
  );
  const scores = await scoreTexts(predict, sentences, label);
  const scoreOf = (template: number, row: number, group: number): ScoredText =>
    scores[(template * persons.length + row) * groups.length + group];
  return groupPairs(groups).flatMap(([first, second]) =>
    (["neutral", "loaded"] as const).map((tone) => {
      const comparisons = [...TEMPLATES.keys()]
        .filter((template) => TEMPLATES[template].tone === tone)
        .flatMap((template) =>
          persons.map((_, row) => compare(scoreOf(template, row, first), scoreOf(template, row, second))),
        );
      return { groups: [groups[first], groups[second]] as const, tone, ...swapGap(comparisons, seed) };
    }),
  );
}
