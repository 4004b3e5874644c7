import type { FullConfig, FullResult, Reporter, Suite } from "@playwright/test/reporter";

/** Ends the run with one plain line, and fails a run in which a test was left out. */
export default class ClosingLine implements Reporter {
  private suite: Suite | undefined;
  private errors = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.suite = suite;
  }

  onError(): void {
    this.errors += 1;
  }

  onEnd(result: FullResult): { status: FullResult["status"] } {
    const tests = this.suite?.allTests() ?? [];
    const passed = tests.filter((test) => test.outcome() === "expected").length;
    const leftOut = tests.filter((test) => test.outcome() === "skipped");
    for (const test of leftOut) console.log(`left out: ${test.titlePath().filter(Boolean).join(" > ")}`);
    const failed = tests.length - passed + this.errors;
    console.log(`\n${passed} passed, ${failed} failed`);
    return { status: failed > 0 && result.status === "passed" ? "failed" : result.status };
  }

  printsToStdio(): boolean {
    return true;
  }
}
