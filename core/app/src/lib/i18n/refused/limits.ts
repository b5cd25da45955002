/** Why automation is not given these bounds, in Russian. */
export const LIMITS = {
  duration_out_of_bounds: "Автоматика решает на срок от {least} до {most} секунд.",
  longest_ban_too_short: "Самая долгая блокировка не короче первой.",
  bans_out_of_bounds: "Без оглядки на долю автоматика блокирует от 0 до {most} источников.",
  sources_out_of_bounds: "Автоматика блокирует не больше {percent}\u00a0% источников дня.",
  traffic_out_of_bounds: "На заблокированных приходится не больше {percent}\u00a0% обычных запросов.",
  outsiders_out_of_bounds: "Новичков атак автоматика блокирует от 0 до {most}.",
} as const;
