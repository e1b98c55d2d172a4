// Says whether a collection on standard input follows Postman's published schema.
import { readFileSync } from "node:fs";
import validator from "@har-sdk/validator";

const errors = await new validator.PostmanValidator().verify(JSON.parse(readFileSync(0, "utf-8")));
process.stdout.write(JSON.stringify(errors));
process.exit(errors.length ? 1 : 0);
