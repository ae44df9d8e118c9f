// node-oidc-provider as an issuer of the same tokens: client_credentials, signed with ES256, kept nowhere.
//
//     node oidc-provider.mjs PORT CLIENTS
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, count] = process.argv.slice(2).map(Number);
const API = 'http://zaken.example';
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const server = { accessTokenFormat: 'jwt', accessTokenTTL: 600, audience: API, scope: 'zaken.lezen' };

const provider = new Provider(`http://127.0.0.1:${port}`, {
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'one' }] },
  clients: Array.from({ length: count }, (_, number) => ({
    client_id: `taakapp-${number}`,
    // As plain text, as it has secrets; ours are argon2id hashes.
    client_secret: `geheim-${number}-`.padEnd(48, '0'),
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
    id_token_signed_response_alg: 'ES256',
  })),
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => API,
      getResourceServerInfo: () => ({ ...server, jwt: { sign: { alg: 'ES256' } } }),
    },
  },
  routes: { token: '/connect/token' },
});

provider.listen(port, '127.0.0.1');
