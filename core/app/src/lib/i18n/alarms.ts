import type { Alarm } from "@/api/types";

type Code = NonNullable<Alarm["summary_code"]>;

/** What built-in rules say. Several screens show alarms, none of them the first. */
const en: Record<Code, string> = {
  "node-silent": "The node reports nothing.",
  "disk-full": "The file system is nearly full.",
  "disk-full-soon": "The file system will be full within six hours, by its trend.",
  "inodes-full": "The file system has nearly no inodes left.",
  "filesystem-hangs": "The file system does not answer.",
  "memory-full": "Memory is nearly used up.",
  "swap-full": "Swap is nearly used up.",
  "cpu-pressure": "Tasks wait for the processor most of the time.",
  "memory-pressure": "All tasks stand still for lack of memory.",
  "disk-pressure": "All tasks wait for disks half of the time.",
  "oom-kill": "The kernel ended a process for lack of memory.",
  "container-oom-kill": "A process of the container was ended for lack of memory.",
  "container-restarts": "The container was restarted three times in ten minutes.",
  "container-unhealthy": "The container is not healthy.",
  "nginx-down": "NGINX does not answer on its node.",
  "clock-ahead": "The machine's clock is ahead.",
  "clock-behind": "The machine's clock is behind.",
};
const ru: Record<Code, string> = {
  "node-silent": "Узел молчит.",
  "disk-full": "Файловая система почти заполнена.",
  "disk-full-soon": "Судя по росту, файловая система заполнится за шесть часов.",
  "inodes-full": "В файловой системе почти не осталось inode.",
  "filesystem-hangs": "Файловая система не отвечает.",
  "memory-full": "Память почти исчерпана.",
  "swap-full": "Подкачка почти исчерпана.",
  "cpu-pressure": "Задачи большую часть времени ждут процессора.",
  "memory-pressure": "Все задачи стоят: не хватает памяти.",
  "disk-pressure": "Половину времени все задачи ждут дисков.",
  "oom-kill": "Ядро завершило процесс: не хватило памяти.",
  "container-oom-kill": "Процесс контейнера завершён: не хватило памяти.",
  "container-restarts": "Контейнер перезапущен три раза за десять минут.",
  "container-unhealthy": "Контейнер нездоров.",
  "nginx-down": "NGINX на узле не отвечает.",
  "clock-ahead": "Часы машины спешат.",
  "clock-behind": "Часы машины отстают.",
};
export const ALARM_TEXTS = { en, ru };

/** What an alarm or a rule says: in the reader's language where it is built in, else in somebody's own words. */
export function alarmText({ summary_code, summary }: Pick<Alarm, "summary_code" | "summary">, lang: "en" | "ru"): string {
  return (summary_code && (ALARM_TEXTS[lang] as Partial<Record<string, string>>)[summary_code]) || summary;
}
