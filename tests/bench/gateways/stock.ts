import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { fieldSupergraph } from './schemas.js';

/** The stock gateway as its makers say it is run: no option set, `NODE_ENV=production`. */
export async function startStock(subgraphs: number): Promise<string> {
  const supergraphSdl = fieldSupergraph().replaceAll(':4200/', `:${subgraphs}/`);
  const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
  return url;
}
