// Fail with a sentence and send nothing.
function stop(sentence) {
  pm.test("There is what this request needs", () => pm.expect.fail(sentence));
  pm.execution.setNextRequest(null);
  pm.execution.skipRequest();
}
