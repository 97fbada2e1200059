import type { ModelShelf } from "../studio/model-shelf.ts";

/** What the room "Write & chat" asks of the studio's worker. */
export class WritingDesk {
  private readonly shelf: ModelShelf;

  constructor(shelf: ModelShelf) {
    this.shelf = shelf;
  }
}
