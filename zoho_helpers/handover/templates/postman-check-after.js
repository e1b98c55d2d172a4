
pm.test("The access token works", () => {
  const failed = errorName && errorName !== "SUCCESS";
  if (pm.response.code !== 200 || failed) pm.expect.fail(answered);
});
