/** Why nothing is deployed, in Russian. */
export const DEPLOYING = {
  deployment_going_on: "Уже идёт выкладка {deployment}.",
  deployment_elsewhere: "Выкладка уже идёт: её начало другое ядро.",
  deployment_over: "Эта выкладка уже закончилась.",
  deployment_none: "Сейчас ничего не выкладывается.",
  deployment_of_nothing: "Выкладывать нечего: ни одной ревизии ещё нет.",
  revision_meanwhile: "Тем временем появилась ревизия {revision}, а вы видели {meant}.",
  deployed_meanwhile: "Тем временем выложили ревизию {revision}, а вы видели {meant}.",
  documents_unreadable: "Некоторые документы не читаются, сначала исправьте их: {documents}.",
  no_deployment: "Такой выкладки нет.",
} as const;
