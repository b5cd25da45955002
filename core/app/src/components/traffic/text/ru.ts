import type { en } from "./en";

export const ru: typeof en = {
  traffic: { title: "Как дела", requests: "Запросов / с", all: "все", errors: "ошибки 5xx", refused: "отклонено", latency: "Задержка", mean: "среднее", none: "За это время не было ни одного запроса." },
};
