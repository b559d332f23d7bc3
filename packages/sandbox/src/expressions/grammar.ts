import { grammar } from "ohm-js";

/** The grammar of Mixpanel's expressions. Chains are repetitions, so only brackets nest. */
export const expressionGrammar = () =>
  grammar(String.raw`
  Expression {
    Root = Or
    Or = And (or And)*
    And = Not (and Not)*
    Not = not* Comparison
    Comparison = Sum (comparator Sum)*
    Sum = Product (addition Product)*
    Product = Negation (multiplication Negation)*
    Negation = "-"* Member
    Member = Primary ("[" Or "]")*
    Primary = Call | literal | now | source | List | Group
    Call = function "(" Or ")"
    List = "[" ListOf<Or, ","> "]"
    Group = "(" Or ")"

    comparator = "==" | "!=" | ">=" | "<=" | ">" | "<" | notIn | in
    addition = "+" | "-"
    multiplication = "*" | "/" | "%"
    function = ("defined" | "string" | "number" | "boolean" | "datetime" | "floor" | "round" | "ceil" | "list" | "lower" | "upper") ~nameRest
    now = "NOW" ~nameRest
    source = ("properties" | "event" | "user" | "behaviors") ~nameRest

    or = "or" ~nameRest
    and = "and" ~nameRest
    not = "not" ~nameRest
    in = "in" ~nameRest
    notIn = not space+ in
    nameRest = alnum | "_"

    literal = number | text | constant
    constant = ("true" | "false" | "undefined" | "null") ~nameRest
    number = digit+ ("." digit+)? (("e" | "E") ("+" | "-")? digit+)? ~nameRest
    text = "\"" (~"\"" character)* "\"" | "'" (~"'" character)* "'"
    character = "\\u" hexDigit hexDigit hexDigit hexDigit -- unicode
      | "\\" any -- escaped
      | ~"\\" any -- plain
  }
`);
