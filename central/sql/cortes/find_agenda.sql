-- find_agenda
SELECT state
FROM corte_agendas
WHERE ejercicio_id = $1
