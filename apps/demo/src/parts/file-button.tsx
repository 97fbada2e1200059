/** Asks for files; a button in the page's own words, where browsers have theirs. */
export function FileButton({
  label,
  accept,
  multiple = false,
  testId,
  onFiles,
}: {
  readonly label: string;
  /** What the dialogue shows: ".zip". Default: everything. */
  readonly accept?: string;
  readonly multiple?: boolean;
  readonly testId: string;
  /** @param files one or more. */
  readonly onFiles: (files: readonly File[]) => void;
}) {
  return (
    <label class="button file-button">
      {label}
      <input
        class="unseen"
        type="file"
        {...(accept !== undefined && { accept })}
        multiple={multiple}
        data-testid={testId}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          // The same file may be chosen again.
          currentTarget.value = "";
          if (files.length > 0) onFiles(files);
        }}
      />
    </label>
  );
}
