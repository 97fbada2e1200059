import { describe, expect, test } from "vitest";
import { readMail } from "../src/index.ts";
import { headerMarks } from "./support/header-marks.ts";

describe("servers outside", () => {
  const of = async (...received: string[]) =>
    (
      await readMail(
        [...received.map((value) => `Received: ${value}`), "From: a@b.example", "", ""].join("\n"),
      )
    ).headers!.outside;

  test.each([
    ["Postfix, named", "from mx.a.test (mx.a.test [192.0.2.1]) by z", "named", false],
    ["Postfix, not found", "from mx.a.test (unknown [192.0.2.1]) by z", "none", false],
    ["Sendmail, not found", "from mx.a.test ([192.0.2.1]) by z", "none", false],
    [
      "Sendmail, with a user",
      "from mx.a.test (IDENT:ann@mx.a.test [192.0.2.1] (may be forged)) by z",
      "named",
      false,
    ],
    ["qmail, not found", "from unknown (HELO mx.a.test) (192.0.2.1) by z", "none", false],
    ["qmail, with a user", "from mx.a.test (HELO a) (ann@192.0.2.1) by z", "named", true],
    ["qmail, both names the same", "from mx.a.test (192.0.2.1) by z", "named", false],
    ["qmail, neither", "from unknown (192.0.2.1) by z with QMQP", "none", true],
    ["Exchange", "from AB1.prod.a.test (2001:db8:a:1::12) by z", "named", false],
    ["Gmail", "from mx.a.test (mx.a.test. [192.0.2.1]) by z", "named", false],
    ["Exim", "from mx.a.test ([192.0.2.1] helo=a.test) by z", "named", false],
    ["IPv6", "from mx.a.test (mx.a.test [IPv6:2001:db8::1]) by z", "named", false],
    ["a line", "from a.test (p5-7.DSL.a.test [192.0.2.1]) by z", "dynamic", false],
    ["its address", "from a.test (h192-0-2-1.a.test [192.0.2.1]) by z", "dynamic", false],
    ["an address for a name", "from a.test (192.0.2.1 [192.0.2.1]) by z", "none", false],
    ["HELO with an address", "from 192.0.2.1 (mx.a.test [192.0.2.1]) by z", "named", true],
    ["HELO without a domain", "from user-pc (mx.a.test [192.0.2.1]) by z", "named", true],
    ["HELO as at home", "from localhost.localdomain (mx.a.test [192.0.2.1]) by z", "named", true],
  ])("%s", async (_, received, dnsName, isHeloBare) => {
    const one = { dnsName, isHeloBare };
    expect(await of(received)).toEqual({ first: one, last: one });
  });

  test.each(
    "127.0.0.1 10.1.2.3 172.16.0.1 172.31.9.9 192.168.0.1 169.254.1.1 100.64.0.1 0.0.0.0 IPv6:::1 IPv6:fe80::1 IPv6:fd00::1".split(
      " ",
    ),
  )("%s is inside", async (address) => {
    expect(await of(`from a.test (unknown [${address}]) by z`)).toBeUndefined();
  });

  test.each(["172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "11.0.0.1", "IPv6:2001:db8::f"])(
    "%s is outside",
    async (address) => expect(await of(`from a.test (unknown [${address}]) by z`)).toBeDefined(),
  );

  test("the lowest header is of the first, the topmost of the last; those inside count for neither", async () => {
    const inside = "from x (x [10.0.0.1]) by z";
    const none = "from a.test (unknown [192.0.2.1]) by z";
    const bare = "from pc (mx.a.test [192.0.2.2]) by z";
    expect(await of(inside, none, inside, bare, inside, "from [192.0.2.3] by z")).toEqual({
      first: { dnsName: "named", isHeloBare: true },
      last: { dnsName: "none", isHeloBare: false },
    });
    expect(await of(inside)).toBeUndefined();
    expect(await of()).toBeUndefined();
  });

  test("the address is that of the server, not of the one that wrote", async () => {
    expect(await of("from a.test by z.test ([192.0.2.1])")).toBeUndefined();
  });

  test("each trait has a mark in both modes, for the first and for the last", async () => {
    const headers = (first: string, last: string) => ({ Received: `${last}\nReceived: ${first}` });
    const named = "from a.test (mx.a.test [192.0.2.1]) by z";
    for (const [trait, received] of [
      ["unnamed", "from a.test (unknown [192.0.2.1]) by z"],
      ["dynamic", "from a.test (dsl7.a.test [192.0.2.1]) by z"],
      ["bare", "from pc (mx.a.test [192.0.2.1]) by z"],
    ]) {
      for (const mode of ["content", "all"] as const) {
        const found = async (first: string, last: string) =>
          (await headerMarks(headers(first, last), { headers: mode })).filter((line) =>
            /^xx(?:first|last)/.test(line),
          );
        expect(await found(received, named)).toEqual([`xxfirst${trait}`]);
        expect(await found(named, received)).toEqual([`xxlast${trait}`]);
        expect(await found(named, named)).toEqual([]);
      }
    }
  });
});
