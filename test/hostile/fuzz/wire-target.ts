import { decodeAgentMessage, decodeFacts } from "@quorate/shared/wire/codec-agent-message";
import { decodeCoordinatorMessage } from "@quorate/shared/wire/codec-coordinator-message";
import type { ConnectRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/ConnectRequest";
import type { ConnectResponse__Output } from "@quorate/shared/wire/generated/quorate/v1/ConnectResponse";
import type { EnrolRequest__Output } from "@quorate/shared/wire/generated/quorate/v1/EnrolRequest";
import type { Dice } from "./dice.ts";
import { messages, randomMessage } from "./random-message.ts";
import { type FuzzTarget, refusedOr } from "./target.ts";

const names = [
  ...messages.keys(),
  ...Array<string>(20).fill("ConnectRequest"),
  ...Array<string>(20).fill("ConnectResponse"),
];

/** What a handler does with a message before it believes a word of it. */
function decode(name: string, message: object): void {
  // The loader makes objects of exactly these shapes, as its generated types say.
  if (name === "ConnectRequest") decodeAgentMessage(message as ConnectRequest__Output);
  if (name === "ConnectResponse") decodeCoordinatorMessage(message as ConnectResponse__Output);
  if (name === "EnrolRequest") decodeFacts((message as EnrolRequest__Output).factsJson);
}

/** Bytes of every message, good ones and spoilt ones, through protobuf and through our codecs. */
export const wireTarget: FuzzTarget = {
  name: "messages",
  share: 500_000,
  run(dice: Dice) {
    const name = names[dice.below(names.length)] ?? "ConnectRequest";
    const definition = messages.get(name);
    if (!definition) throw new Error(`no message ${name}`);
    const good = definition.serialize(randomMessage(name, dice));
    const bytes = dice.oneIn(3) ? good : dice.spoilt(good);
    let message: object;
    try {
      message = definition.deserialize(bytes);
    } catch (error) {
      // gRPC answers INTERNAL to what protobuf refuses; a stack that ran out is no refusal.
      if (String(error).includes("call stack")) throw error;
      return;
    }
    refusedOr(() => decode(name, message), name);
  },
};
