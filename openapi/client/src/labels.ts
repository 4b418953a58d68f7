import type { Schema } from "./paths.js";

type Told = Record<string, Schema<"EnumValue">[]>;
export type Language = "zh-CN" | "en";

/** What the values of the contract's enumerations are called on a screen. */
export class Labels {
  constructor(
    private readonly told: Told,
    private readonly language: Language,
  ) {}

  /** `of("TeacherStatus", "on_leave")` is 长假 or On leave; a value that is not known speaks for itself. */
  of(kind: string, value: string): string {
    const found = this.told[kind]?.find((one) => one.value === value);
    return found === undefined ? value : this.#in(found);
  }

  /** For a select: every value there is, in the order it is meant to be shown. */
  options(kind: string): { value: string; label: string }[] {
    return (this.told[kind] ?? []).map((one) => ({ value: one.value, label: this.#in(one) }));
  }

  #in(one: Schema<"EnumValue">): string {
    return this.language === "en" ? one.en : one.zh;
  }
}
