export const en = {
  traffic: { title: "How it is doing", requests: "Requests / s", all: "all", errors: "5xx errors", refused: "refused", latency: "Latency", mean: "mean", none: "No request came in this time." },
};
