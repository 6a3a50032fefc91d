import type { MessageTypeDefinition } from "@grpc/proto-loader";
import { packageDefinition } from "@quorate/shared/wire/load";
import { injections } from "../injection-corpus.ts";
import type { Dice } from "./dice.ts";

type Message = MessageTypeDefinition<object, object>;
interface Field {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly typeName: string;
}

const isMessage = (definition: object): definition is Message =>
  "format" in definition && definition.format === "Protocol Buffer 3 DescriptorProto";

/** Every message of the protocol files by its name without the package. */
export const messages: ReadonlyMap<string, Message> = new Map(
  Object.entries(packageDefinition()).flatMap(([name, definition]) =>
    isMessage(definition) ? [[name.replace("quorate.v1.", ""), definition] as const] : [],
  ),
);

const texts = injections.map(({ text }) => text).filter((text) => text.length < 600);
const json = ["{}", "[]", "null", '{"__proto__":{"x":1}}', "[".repeat(400), '{"host":"m1"}', '{"items":[]}', "1e999"];
const words = [
  "m1",
  "run-1",
  "m1/etcd.start",
  "host.sysctl",
  "kubeadm.init",
  "PORT_TAKEN",
  "boot",
  "spiffe://prod/agent/m1",
];
const numbers = [
  "0",
  "1",
  "-1",
  "2147483647",
  "4294967295",
  "9223372036854775807",
  "18446744073709551615",
  "-9223372036854775808",
];

/** An object that the message can carry, with fields left out and filled with whatever fits their type. */
export function randomMessage(name: string, dice: Dice, depth = 0): object {
  const { field } = (messages.get(name)?.type ?? { field: [] }) as unknown as { readonly field: readonly Field[] };
  return Object.fromEntries(
    field
      .filter(() => !dice.oneIn(4))
      .map((each) => [
        each.name,
        each.label === "LABEL_REPEATED" ? several(each, dice, depth) : value(each, dice, depth),
      ]),
  );
}

/** Maps are repeated messages of key and value to the descriptor; an array there is ignored by the loader. */
const several = (field: Field, dice: Dice, depth: number): readonly unknown[] =>
  Array.from({ length: dice.below(4) }, () => value(field, dice, depth));

function value(field: Field, dice: Dice, depth: number): unknown {
  switch (field.type) {
    case "TYPE_STRING":
      return dice.of(
        [words, words, json, texts].map((pool) => pool[dice.below(pool.length)] ?? "") as [string, ...string[]],
      );
    case "TYPE_BYTES":
      return dice.bytes(dice.below(64));
    case "TYPE_BOOL":
      return dice.oneIn(2);
    case "TYPE_ENUM":
      return dice.below(9);
    case "TYPE_MESSAGE":
      return depth > 4 ? {} : randomMessage(field.typeName.split(".").at(-1) ?? "", dice, depth + 1);
    default:
      return numbers[dice.below(numbers.length)];
  }
}
