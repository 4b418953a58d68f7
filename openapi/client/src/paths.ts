/** What the contract's paths take and answer, as the client's functions name it. */
import type { components, paths } from "./schema.js";

/** A component of the contract by its name, such as `Schema<"Teacher">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

type Method = "get" | "post" | "patch";
type Json<Answer> = Answer extends { content: { "application/json": infer Body } } ? Body : never;
type Answered<Operation> = Operation extends { responses: { 200: infer Answer } } ? Json<Answer> : never;
type Created<Operation> = Operation extends { responses: { 201: infer Answer } } ? Json<Answer> : Answered<Operation>;
type PathsWhere<Asked extends Method, Operation> = {
  [Path in keyof paths]: paths[Path] extends { [One in Asked]: Operation } ? Path : never;
}[keyof paths];

interface PageOf {
  items: unknown[];
  next_cursor: string | null;
}

/** The paths that answer a list, page by page. */
export type ListPath = PathsWhere<"get", { responses: { 200: { content: { "application/json": PageOf } } } }>;
export type ListParams<Path extends ListPath> = Params<paths[Path]["get"]>;
export type Item<Path extends ListPath> =
  Answered<paths[Path]["get"]> extends { items: (infer One)[] } ? One : never;

/** The paths of a thing that can be changed: read with a version, patched with it. */
export type EditPath = PathsWhere<"get", { responses: { 200: unknown } }> &
  PathsWhere<"patch", { requestBody: { content: { "application/json": unknown } } }>;
export type EditParams<Path extends EditPath> = Params<paths[Path]["get"]>;
export type Thing<Path extends EditPath> = Answered<paths[Path]["get"]>;
export type Patch<Path extends EditPath> = paths[Path]["patch"] extends {
  requestBody: { content: { "application/json": infer Body } };
}
  ? Body
  : never;

/** The paths that take a file in a form. */
export type UploadPath = PathsWhere<"post", { requestBody: { content: { "multipart/form-data": unknown } } }>;
export type UploadParams<Path extends UploadPath> = Params<paths[Path]["post"]>;
export type Uploaded<Path extends UploadPath> = Created<paths[Path]["post"]>;
/** The form's fields; what the contract calls bytes is a `Blob`, or a `File` that has a name. */
export type Fields<Path extends UploadPath> = paths[Path]["post"] extends {
  requestBody: { content: { "multipart/form-data": infer Form } };
}
  ? { [Name in keyof Form]: Name extends "file" ? Blob : Form[Name] }
  : never;

type Params<Operation> = Operation extends { parameters: infer Given }
  ? Pick<Given, Extract<keyof Given, "path" | "query">>
  : never;
