create temporary table staged (op text, <definitions>) on commit drop
