import { randomInt } from "node:crypto";
import { Secret } from "@quorate/shared/secret";

const digits = "abcdefghijklmnopqrstuvwxyz0123456789";

/** kubeadm's form: six digits that name the token, a dot, sixteen that are its secret: 82 bits. */
export function createBootstrapToken(): Secret<string> {
  return new Secret(`${randomDigits(6)}.${randomDigits(16)}`);
}

/** Each with the same chance: randomInt throws away what would favour some. */
function randomDigits(count: number): string {
  return Array.from({ length: count }, () => digits[randomInt(digits.length)]).join("");
}
