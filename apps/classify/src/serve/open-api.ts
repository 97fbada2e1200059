import { z } from "zod";
import manifest from "../../package.json" with { type: "json" };
import {
  healthSchema,
  predictionSchema,
  predictionsSchema,
  problemSchema,
  type RequestLimits,
  requestSchemas,
} from "./schemas.ts";

/** What can go wrong with a prediction, besides 500. */
const PREDICT_PROBLEMS = {
  400: "the body is not JSON",
  413: "the body is too large",
  415: "the body is not application/json",
  422: "the body is not as the schema says",
  503: "too many requests wait; Retry-After says when to come back",
  504: "the prediction took too long",
};

/** The OpenAPI 3.1 document of the service, made of the schemas that check its requests. */
export function openApiDocument(limits: RequestLimits, { hasToken }: { readonly hasToken: boolean }) {
  const requests = requestSchemas(limits);
  const problems = hasToken
    ? { 401: "the bearer token is missing or wrong", ...PREDICT_PROBLEMS }
    : PREDICT_PROBLEMS;
  const predict = (summary: string, request: z.ZodType, answer: z.ZodType) => ({
    summary,
    requestBody: { required: true, content: { "application/json": { schema: jsonSchema(request) } } },
    responses: { 200: answerOf("what the texts are", answer), ...problemAnswers(problems) },
  });
  const open = { security: [] };
  const read = (summary: string, type: string, schema: object) => ({
    summary,
    responses: { 200: { description: summary, content: { [type]: { schema } } } },
  });
  return {
    openapi: "3.1.0",
    info: { title: "engram-classify", version: manifest.version, description: manifest.description },
    ...(hasToken && {
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: [{ token: [] }],
    }),
    paths: {
      "/predict": { post: predict("what a text is", requests.predict, predictionSchema) },
      "/predict/batch": { post: predict("what several texts are", requests.predictBatch, predictionsSchema) },
      "/healthz": {
        get: {
          ...read("whether the service answers", "application/json", jsonSchema(healthSchema)),
          ...open,
        },
      },
      "/metrics": { get: read("measurements for Prometheus", "text/plain", { type: "string" }) },
      "/openapi.json": { get: read("this document", "application/json", { type: "object" }) },
    },
  };
}

function problemAnswers(problems: Readonly<Record<number, string>>) {
  return Object.fromEntries(
    Object.entries(problems).map(([status, description]) => [
      status,
      answerOf(description, problemSchema, "application/problem+json"),
    ]),
  );
}

function answerOf(description: string, schema: z.ZodType, type = "application/json") {
  return { description, content: { [type]: { schema: jsonSchema(schema) } } };
}

/** OpenAPI 3.1 takes JSON Schema 2020-12 as it is; the dialect is its default. */
function jsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
}
