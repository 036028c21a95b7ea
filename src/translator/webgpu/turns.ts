/** Lets one piece of work at a time at the GPU, in the order in which they asked: frames, and between them measurements. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const turn = before.then(work, work);
    // What the turn before ended in is not the next one's concern.
    this.#last = turn.catch(() => {});
    return turn;
  }
}
