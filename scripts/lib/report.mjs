/** What the checks of one run came to; prints each as it ends and the sum at the end. */
export class Report {
  #passed = 0;
  /** @type {string[]} */
  #failures = [];
  /** @type {string[]} */
  #skipped = [];
  /** @type {string[]} */
  #unsteady = [];

  /** @param {number} [count] */
  pass(count = 1) {
    this.#passed += count;
  }

  /** @param {string} name */
  fail(name) {
    this.#failures.push(name);
  }

  /** @param {string} name */
  skip(name) {
    this.#skipped.push(name);
  }

  /**
   * Names a test that passed, though only when it was run again, alone.
   * @param {string} name
   */
  unsteady(name) {
    this.#unsteady.push(name);
  }

  /**
   * Names what failed and what was skipped; the sum is the last line, alone.
   * @returns {boolean} True when nothing failed.
   */
  print() {
    if (this.#skipped.length > 0) console.log(`\nSkipped:\n${this.#skipped.map((name) => `  - ${name}`).join("\n")}`);
    if (this.#unsteady.length > 0) {
      console.log(
        `\nFailed beside other tests, passed alone:\n${this.#unsteady.map((name) => `  ~ ${name}`).join("\n")}`,
      );
    }
    if (this.#failures.length > 0) console.log(`\nFailed:\n${this.#failures.map((name) => `  ✗ ${name}`).join("\n")}`);
    const skipped = this.#skipped.length > 0 ? `, ${this.#skipped.length} skipped` : "";
    console.log(`\n${this.#passed} passed, ${this.#failures.length} failed${skipped}`);
    return this.#failures.length === 0;
  }
}
