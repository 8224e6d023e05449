import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync } from 'type-graphql';
import { InquiryResolver } from './resolver.js';

/** The schema of the auditors' endpoint. */
export const inquirySchema = (): GraphQLSchema =>
  // Given even when empty: type-graphql's storage is global, and without it takes every class of the process.
  buildSchemaSync({ resolvers: [InquiryResolver], orphanedTypes: [], validate: false });
