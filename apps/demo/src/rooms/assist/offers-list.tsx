import type { Completion } from "@engram/generation";
import { formatNumber } from "../../language/language.ts";
import { draft } from "./draft.ts";
import { messages } from "./messages.ts";
import { accept, hasNoOffer, offers } from "./offers.ts";
import { settings } from "./writing-settings.ts";

/** The id of an offer's element begins so and ends with its index. */
export const OFFER_ID = "offer-";

/** The continuations on offer, the likeliest first. */
export function OffersList() {
  const text = messages();
  const { value } = offers;
  return (
    <div class="offers" style={{ "--offers": settings.value.count }}>
      <div
        role="listbox"
        id="offers"
        aria-label={text.offers}
        data-testid="offers"
        hidden={value === undefined}
      >
        {value?.texts.map((offer, index) => (
          <Offer
            key={offer.text}
            offer={offer}
            index={index}
            isChosen={index === value.chosen}
            begun={begunWord(draft.value.slice(0, value.place))}
          />
        ))}
      </div>
      <p role="status" class={value === undefined ? "quiet" : "quiet unseen"} data-testid="offers-status">
        {value === undefined
          ? hasNoOffer.value
            ? text.noOffer
            : text.offersHint
          : text.offersThere(value.texts.length)}
      </p>
    </div>
  );
}

function Offer({
  offer,
  index,
  isChosen,
  begun,
}: {
  readonly offer: Completion;
  readonly index: number;
  readonly isChosen: boolean;
  readonly begun: string;
}) {
  const text = messages();
  const likeliness = Math.exp(offer.score);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the text field has the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text field, whose aria-activedescendant names the offer
    <div
      role="option"
      id={`${OFFER_ID}${index}`}
      class="offer"
      aria-selected={isChosen}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => accept(index)}
    >
      <kbd>{isChosen ? "Tab" : `Alt ${index + 1}`}</kbd>
      <span class="offer-text">
        <span class="quiet">{begun}</span>
        {offer.text.replaceAll("\n", "⏎")}
      </span>
      <span class="quiet likely">
        {text.likely(formatNumber(100 * likeliness))}
        <span class="bar" style={{ "--share": likeliness }} aria-hidden="true" />
      </span>
    </div>
  );
}

/** The word that the caret stands at the end of, so that an offer of its rest can be read. */
function begunWord(text: string): string {
  return /[\p{Script=Latin}\p{M}'’-]{1,30}$/u.exec(text)?.[0] ?? "";
}
