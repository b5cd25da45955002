/** Why something is not done to nodes or looked at on them, in Russian. */
export const NODES = {
  no_node: "Такого узла нет.",
  no_node_called: "Узла {node} нет.",
  node_name_taken: "Узел с таким именем уже есть.",
  node_called: "Этот узел по имени называют документы: {documents}.",
  node_is_away: "Узла {node} нет на связи.",
  reload_going_on: "NGINX на узлах уже перечитывает конфигурацию.",
  reload_of_nobody: "Ни на одном из этих узлов NGINX сейчас не перечитает конфигурацию: {nodes}.",
  reload_over: "Это перечитывание конфигурации уже закончилось.",
  no_reload: "Такого перечитывания конфигурации нет.",
  regex_slow: "Регулярное выражение {regex} слишком долго ищет в этом пути.",
  no_host: "{text} — не имя сайта: {why}",
  no_address: "{text} — не адрес.",
  no_pages: "Набора страниц {name} нет.",
  page_gone: "Эту страницу смотрели слишком давно: откройте её снова.",
  no_file: "Такого файла нет.",
  no_manifest: "Таких файлов у узла нет.",
} as const;
