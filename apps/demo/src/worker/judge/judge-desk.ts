/** What the room "Judge" asks of its worker. */
export class JudgeDesk {}
