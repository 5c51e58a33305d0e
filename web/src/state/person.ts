/** Who is here, without asking the server: undefined until somebody has. */
import { useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import type { Person } from "../model/api.gen";
import { ME } from "./session";

export function usePerson(): Person | undefined {
  return useQuery({ queryKey: ME, queryFn: api.me, enabled: false }).data?.person;
}
