const { reporters } = require("mocha");

/** mocha's own list, and a closing line that a script can read: "N passed, N failed, N skipped". */
module.exports = class Reporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    const { passes, failures, pending } = this.stats;
    console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
  }
};
