-- The inbox is pruned along its primary key: nothing looks for rows by their age.
DROP INDEX inbox_by_age;
