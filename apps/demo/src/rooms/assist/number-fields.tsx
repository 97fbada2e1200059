interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  /** Least, most, step. */
  readonly range: readonly [number, number, number];
  readonly testId: string;
  readonly onChange: (value: number) => void;
}

/** A number within its range; what is no number changes nothing. */
export function NumberField({ label, ...rest }: NumberFieldProps) {
  return (
    <label class="field" for={rest.testId}>
      {label}
      <NumberInput {...rest} />
    </label>
  );
}

/** A slider, with its number to be typed beside it. */
export function SliderField({ hint, ...props }: NumberFieldProps & { readonly hint: string }) {
  const { label, value, range, testId, onChange } = props;
  const [least, most, step] = range;
  return (
    <div>
      <label class="field">
        {label}
        <span class="slider">
          <input
            type="range"
            min={least}
            max={most}
            step={step}
            value={value}
            aria-describedby={`${testId}-hint`}
            onInput={({ currentTarget }) => onChange(currentTarget.valueAsNumber)}
          />
          <NumberInput {...props} />
        </span>
      </label>
      <p class="quiet" id={`${testId}-hint`}>
        {hint}
      </p>
    </div>
  );
}

function NumberInput({
  label,
  value,
  range: [least, most, step],
  testId,
  onChange,
}: Omit<NumberFieldProps, "label"> & { readonly label?: string }) {
  return (
    <input
      type="number"
      id={testId}
      min={least}
      max={most}
      step={step}
      value={value}
      data-testid={testId}
      aria-label={label}
      onChange={({ currentTarget }) => {
        const number = currentTarget.valueAsNumber;
        const whole = step === 1 ? Math.round(number) : number;
        if (!Number.isNaN(number)) onChange(Math.min(most, Math.max(least, whole)));
        // What was typed and not taken gives way to what holds.
        else currentTarget.value = String(value);
      }}
    />
  );
}
