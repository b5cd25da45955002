import createClient from "openapi-fetch";

import { place } from "./place";
import type { paths } from "./schema";
import { accessToken, renew } from "./session";

const withToken = (request: Request, token: string): Request => {
  request.headers.set("authorization", `Bearer ${token}`);
  return request;
};

/** A request as the signed-in person; a token that the core no longer knows is renewed once. */
export async function authorised(request: Request): Promise<Response> {
  const spare = request.clone();
  const response = await fetch(withToken(request, await accessToken()));
  return response.status === 401 ? fetch(withToken(spare, await renew())) : response;
}

export const api = createClient<paths>({ baseUrl: place || window.location.origin, fetch: authorised });
