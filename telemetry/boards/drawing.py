"""A declared dashboard as Grafana's own objects."""

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, timeseries
from grafana_foundation_sdk.models import common as common_models
from grafana_foundation_sdk.models import dashboard as models

from telemetry.boards.board import Board, Panel, Query

WIDTH, SMALL, HEIGHT = 8, 4, 8  # of 24 columns, and in Grafana's rows
SOURCE = models.DataSourceRef(type_val="prometheus", uid="${datasource}")


def drawn(board: Board) -> models.Dashboard:
    """The whole of it, panel by panel."""
    builder = dashboard.Dashboard(board.title).uid(f"quadrille-{board.name}").tags(["quadrille"]).readonly()
    builder.refresh("10s").time("now-30m", "now").tooltip(models.DashboardCursorSync.CROSSHAIR)
    builder.with_variable(dashboard.DatasourceVariable("datasource").type("prometheus"))
    if board.chosen:
        builder.with_variable(_choice(board.chosen))
    number = 0
    for row in board.rows:
        number += 1
        builder.with_row(dashboard.Row(row.title).id(number))
        for panel in row.panels:
            number += 1
            builder.with_panel(_panel(panel, number))
    return builder.build()


def _choice(label: str) -> dashboard.QueryVariable:
    choice = dashboard.QueryVariable("service").datasource(SOURCE).query(f"label_values(up, {label})")
    return choice.refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED).sort(models.VariableSort.ALPHABETICAL_ASC)


def _panel(panel: Panel, number: int) -> stat.Panel | timeseries.Panel:
    drawing = _number() if panel.single else _lines()
    drawing.id(number).title(panel.title).description(panel.help).unit(panel.unit).datasource(SOURCE)
    if panel.limit is not None:
        steps = [models.Threshold(value=None, color="green"), models.Threshold(value=panel.limit, color="red")]
        drawing.thresholds(dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps))
    for letter, query in zip("ABCDEFGH", panel.queries, strict=False):
        drawing.with_target(_target(query, letter))
    return drawing


def _number() -> stat.Panel:
    latest = common.ReduceDataOptions().calcs(["lastNotNull"])
    return stat.Panel().span(SMALL).height(SMALL).reduce_options(latest)


def _lines() -> timeseries.Panel:
    legend = common.VizLegendOptions().show_legend(True).placement(common_models.LegendPlacement.BOTTOM)
    legend.display_mode(common_models.LegendDisplayMode.LIST)
    all_at_once = common.VizTooltipOptions().mode(common_models.TooltipDisplayMode.MULTI)
    all_at_once.sort(common_models.SortOrder.DESCENDING)
    return timeseries.Panel().span(WIDTH).height(HEIGHT).min(0).legend(legend).tooltip(all_at_once)


def _target(query: Query, letter: str) -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(query.expr).legend_format(query.legend).ref_id(letter).datasource(SOURCE)
