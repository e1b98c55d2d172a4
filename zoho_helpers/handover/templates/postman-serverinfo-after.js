
if (pm.response.code === 200) {
  pm.test("Zoho lists its data centers", () => {
    if (!reply.locations) pm.expect.fail(answered);
  });
} else {
  console.log("This data center does not answer it. Its own accounts server is in accounts-url.");
}
