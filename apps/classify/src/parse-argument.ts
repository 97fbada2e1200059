import { InvalidArgumentError } from "commander";
import type { z } from "zod";

/** A parser for commander: what the schema makes of an argument; its first complaint is the error. */
export function parseArgument<Value>(schema: z.ZodType<Value>): (argument: string) => Value {
  return (argument) => {
    const result = schema.safeParse(argument);
    if (!result.success) throw new InvalidArgumentError(result.error.issues[0].message);
    return result.data;
  };
}
