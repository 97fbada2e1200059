import type { ModelShelf } from "../studio/model-shelf.ts";

/** What the room "Memory" asks of the studio's worker. */
export class MemoryDesk {
  private readonly shelf: ModelShelf;

  constructor(shelf: ModelShelf) {
    this.shelf = shelf;
  }
}
