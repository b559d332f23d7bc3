import fc from "fast-check";
import { redactor } from "../../../src/mixpanel/redaction/redactor";
import { anyCharacter } from "../../support/anyText";
import { BYTE_FORMS, ESCAPES, withinBase64 } from "../../support/encodings";

const base64 = (text: string) => Buffer.from(text).toString("base64");

const username = "bot.a1b2c3.mp-service-account";
const password = "Sec/ret+4%7&\"<'\\é= w0rd";
const redact = redactor({ username, password, projectToken: "0123456789abcdef0123456789abcdef" });

describe("redactor", () => {
  const credentials = {
    username: "bot.user",
    password: "pa/ss+word",
    projectToken: "token-1234",
    gdprToken: "gdpr-9876",
  };
  const redact = redactor(credentials);

  test.each([
    ["user name", "no access for bot.user", "no access for [redacted]"],
    ["password", "bad pa/ss+word!", "bad [redacted]!"],
    ["password in a URL", "?p=pa%2Fss%2Bword", "?p=[redacted]"],
    ["project token, every time", "token-1234 token-1234", "[redacted] [redacted]"],
    ["GDPR token", "Bearer gdpr-9876", "Bearer [redacted]"],
    ["Basic form", `Basic ${base64("bot.user:pa/ss+word")}`, "Basic [redacted]"],
    ["Basic form of the project token", `Basic ${base64("token-1234:")}`, "Basic [redacted]"],
  ])("takes out the %s", (_, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  test("a secret that holds another leaves nothing behind", () => {
    expect(redactor({ username: "abcd", password: "abcd-efgh" })("abcd-efgh abcd")).toBe("[redacted] [redacted]");
  });

  test("words of three letters stay, and so does everything where there are no credentials", () => {
    expect(redactor({ username: "abc", password: "" })("abc")).toBe("abc");
    expect(redactor({})("anything")).toBe("anything");
  });

  test("no secret is left in any text around it", () => {
    // Short ones of only letters or digits may be common words, and are removed as words of their own.
    const secret = fc
      .string({ minLength: 4, unit: "grapheme" })
      .filter((text) => !"[redacted]".includes(text) && !/^(?:[a-z]+|\d+)$/i.test(text));
    fc.assert(
      fc.property(secret, fc.string(), fc.string(), (password, before, after) => {
        const clean = redactor({ username: "some.user", password })(before + password + after);
        expect(clean).toContain("[redacted]");
        expect(clean.split("[redacted]").some((part) => part.includes(password))).toBe(false);
      }),
      { seed: 1 },
    );
  });
});

describe("B2: a secret is removed in the encoding", () => {
  const encodings = Object.entries({ ...ESCAPES, ...BYTE_FORMS });
  test.each(encodings)("%s", (_name, encode) => {
    expect(redact(`not valid: ${encode(password)} (see the log)`)).toBe("not valid: [redacted] (see the log)");
    expect(redact(`{"user":"${encode(username)}"}`)).toBe('{"user":"[redacted]"}');
  });

  test.each(Object.entries(ESCAPES))("%s of its Base64", (_name, encode) => {
    for (const form of Object.values(BYTE_FORMS))
      expect(redact(`not valid: ${encode(form(password))}.`)).toBe("not valid: [redacted].");
  });

  test("Base64 within a longer text, at each of its three places", () => {
    for (const before of ["", "a", "ab", "abc", "some-user:"]) {
      const clean = redact(`Basic ${base64(`${before}${password}, and more`)}`);
      expect(clean).toContain("[redacted]");
      for (const part of withinBase64(password.slice(2, -2))) expect(clean).not.toContain(part);
    }
  });

  test("Basic credentials, and leaves nothing of them", () => {
    expect(redact(`Authorization: Basic ${base64(`${username}:${password}`)}`)).toBe("Authorization: Basic [redacted]");
    expect(redact(`Basic ${base64("0123456789abcdef0123456789abcdef:")}`)).toBe("Basic [redacted]");
  });

  test("of a password that looks escaped itself", () => {
    for (const secret of ["p%41ss%2Fword", "a&amp;b&lt;c", "back\\u0041slash", "%25%2525%"]) {
      const clean = redactor({ username: "someone", password: secret });
      for (const encode of Object.values({ ...ESCAPES, ...BYTE_FORMS }))
        expect(clean(`before ${encode(secret)} after`)).toBe("before [redacted] after");
    }
  });
});

describe("B2: of a password, a part of 12 characters is removed", () => {
  const parts: [string, string][] = [
    ["beginning", password.slice(0, 12)],
    ["end", password.slice(-12)],
    ["middle", password.slice(5, 17)],
  ];
  test.each(parts)("the %s", (_where, part) => {
    for (const encode of Object.values(ESCAPES)) expect(redact(`got ${encode(part)}…`)).toBe("got [redacted]…");
  });

  test("of Base64 that was cut off", () => {
    const whole = base64(`some-user:${password}`);
    expect(redact(`Basic ${whole.slice(0, 34)}…`)).toMatch(/^Basic \w{10,14}\[redacted\]…$/);
  });

  test("and not one of 11, or of the user name", () => {
    for (const text of [password.slice(0, 11), password.slice(-11), username.slice(0, 20)])
      expect(redact(`got ${text}`)).toBe(`got ${text}`);
  });
});

test("B2: no encoding of a secret is left, whatever surrounds it", () => {
  const secret = fc
    .string({ unit: anyCharacter, minLength: 12, maxLength: 40 })
    .filter((text) => !/\p{Surrogate}/u.test(text));
  const encodings = fc.constantFrom(...Object.values({ ...ESCAPES, ...BYTE_FORMS }));
  const around = fc.string({ maxLength: 20 });
  const within = fc.tuple(fc.nat({ max: 12 }), fc.nat({ max: 12 }));
  fc.assert(
    fc.property(secret, encodings, around, around, within, (own, encode, before, after, [from, less]) => {
      const part = [...own].slice(from, [...own].length - less).join("");
      fc.pre(part.length >= 12);
      const clean = redactor({ username: "someone", password: own })(`${before} ${encode(part)} ${after}`);
      expect(clean).toContain("[redacted]");
      expect(clean).not.toContain(encode(part));
      expect(clean.length).toBeLessThanOrEqual(before.length + after.length + "[redacted]".length + 2);
    }),
    { seed: 1, numRuns: 500 },
  );
});

describe("B2: a message stays readable", () => {
  const message =
    "Mixpanel rejected the request: project 1234567 has no event named Signed Up in 2024-01-01..2024-02-03 (import, data, 404).";

  test("beside secrets that are long", () => {
    expect(redact(message)).toBe(message);
  });

  test.each(["port", "name", "jest", "reject", "1234", "pan"])("where the password %s is part of a word", (word) => {
    expect(redactor({ username: "someone", password: word })(message)).toBe(message);
  });

  test("where a short password is a word of its own, it is removed and nothing else", () => {
    const clean = redactor({ username: "someone", password: "import" });
    expect(clean("import failed: importEvents, reimport")).toBe("[redacted] failed: importEvents, reimport");
  });

  test("a JSON body stays JSON", () => {
    const body = { error: `bad ${password}`, failed_records: [{ index: 0, field: base64(password), message: '"\\/' }] };
    expect(JSON.parse(redact(JSON.stringify(body)))).toEqual({
      error: "bad [redacted]",
      failed_records: [{ index: 0, field: "[redacted]", message: '"\\/' }],
    });
  });
});

test.each([
  ["words", "the request failed for a reason "],
  ["escapes", "%2525&amp;\\u0041\\\\"],
  ["parts of the secret", password.slice(0, 11)],
  ["the secret", encodeURIComponent(password)],
])("B2: a body of 500 KB full of %s takes less than ten times as long as one of 100 KB", (_what, piece) => {
  const millisecondsFor = (bytes: number) => {
    const text = piece.repeat(bytes / piece.length);
    const runs = Array.from({ length: 3 }, () => {
      const begun = process.hrtime.bigint();
      redact(text);
      return Number(process.hrtime.bigint() - begun) / 1e6;
    });
    return Math.min(...runs);
  };
  redact("prepared");
  expect(millisecondsFor(500_000)).toBeLessThan(10 * Math.max(millisecondsFor(100_000), 20));
});
