import { messages } from "./messages.ts";
import { chosenForm, form, markers, ownMarkers, TURN_FORMS, type TurnForm } from "./turn-forms.ts";

const PLACES = ["userPrefix", "userSuffix", "assistantPrefix", "assistantSuffix"] as const;

/** What the conversation looks like to the model. */
export function TurnFormChoice() {
  const text = messages();
  return (
    <>
      <label class="field">
        {text.form}
        <select
          value={form.value}
          data-testid="turn-form"
          onChange={({ currentTarget }) => chooseForm(currentTarget.value as TurnForm)}
        >
          {[...(Object.keys(TURN_FORMS) as TurnForm[]), "own" as const].map((name) => (
            <option key={name} value={name}>
              {text.forms[name]}
            </option>
          ))}
        </select>
      </label>
      <details>
        <summary>{text.markers}</summary>
        <p class="quiet">{text.markersHint}</p>
        <div class="row">
          {PLACES.map((place) => (
            <label key={place} class="field">
              {text.markerPlaces[place]}
              <input
                type="text"
                value={escapeLines(markers.value[place])}
                onChange={({ currentTarget }) => changeMarker(place, currentTarget.value)}
              />
            </label>
          ))}
        </div>
      </details>
    </>
  );
}

function chooseForm(next: TurnForm): void {
  // Whoever wants markers of their own begins with those that are there.
  if (next === "own") ownMarkers.value = markers.value;
  chosenForm.value = next;
}

function changeMarker(place: (typeof PLACES)[number], escaped: string): void {
  const marker = escaped.replaceAll("\\n", "\n");
  // Without an end, every reply would go on to its longest.
  ownMarkers.value = {
    ...markers.value,
    [place]: place === "assistantSuffix" && marker === "" ? "\n" : marker,
  };
  chosenForm.value = "own";
}

/** A field of one line shows a line feed as \n. */
function escapeLines(marker: string): string {
  return marker.replaceAll("\n", "\\n");
}
