import type { ProfileName } from "../cluster-spec.ts";
import { blogK8s115 } from "./blog-k8s-1.15.ts";
import { current } from "./current.ts";
import type { Profile } from "./profile.ts";

export const profiles: Readonly<Record<ProfileName, Profile>> = { "blog-k8s-1.15": blogK8s115, current };

export const defaultProfile: ProfileName = "current";

export function isProfileName(value: unknown): value is ProfileName {
  return typeof value === "string" && Object.hasOwn(profiles, value);
}
