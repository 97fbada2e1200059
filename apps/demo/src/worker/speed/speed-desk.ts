/** What the room "Speed" asks of its worker. */
export class SpeedDesk {}
