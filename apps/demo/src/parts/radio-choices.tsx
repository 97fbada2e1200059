/** One of a few: radio buttons in a row, under a legend. */
export function RadioChoices<Name extends string>({
  legend,
  group,
  names,
  labels,
  chosen,
  isDisabled = false,
  onChoose,
}: {
  readonly legend: string;
  /** Names the group in the document. */
  readonly group: string;
  readonly names: readonly Name[];
  readonly labels: Readonly<Record<Name, string>>;
  readonly chosen: Name | undefined;
  readonly isDisabled?: boolean;
  readonly onChoose: (name: Name) => void;
}) {
  return (
    <fieldset disabled={isDisabled}>
      <legend>{legend}</legend>
      <div class="choices">
        {names.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name={group}
              value={name}
              checked={chosen === name}
              onChange={() => onChoose(name)}
            />
            {labels[name]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
