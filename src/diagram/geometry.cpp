// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/geometry.h"

#include <algorithm>
#include <cmath>

namespace slipway::layout {

namespace {

constexpr double pitch = 10; ///< between two parallel lines
constexpr double titleHeight = 48;
constexpr double deliverableRow = 24;
constexpr double deliverableColumn = 260;
constexpr double betweenBands = 16;
constexpr double channelEdge = 12; ///< from the outermost line of a channel to the cards
constexpr double emptyChannel = 28;
constexpr double outerChannel = 12; ///< empty, at the top or foot of a band
constexpr double labelLine = 16;
constexpr double besideLabel = 10;
constexpr double arrowRoom = 12;  ///< from the outermost line of a corridor to the cards
constexpr double besideFrame = 6; ///< from the outermost line of a gutter to the band's frame
constexpr double narrowestBand = 520;

bool isSideways(double a, double b)
{
    return std::abs(a - b) < 0.01;
}

} // namespace

TrackNet &Geometry::Lane::net(int id, double from, double to)
{
    const auto known = indexOf.constFind(id);
    const double low = std::min(from, to);
    const double high = std::max(from, to);
    if (known == indexOf.constEnd()) {
        indexOf.insert(id, static_cast<int>(nets.size()));
        nets.append({low, high, {}});
        labelled.append(false);
        return nets.last();
    }
    TrackNet &net = nets[*known];
    net.low = std::min(net.low, low);
    net.high = std::max(net.high, high);
    return net;
}

Geometry::Geometry(Model &model, const Corridors &corridors, const QList<RoutePlan> &routes,
                   const Plan &plan)
    : m_model(model)
    , m_corridors(corridors)
    , m_routes(routes)
    , m_channels(channelCount(model))
    , m_gaps(corridors.count())
    , m_channelTop(channelCount(model), 0)
    , m_corridorLeft(corridors.count(), 0)
{
    fillChannels();
    stackBands(plan);
    fillCorridors();
    reserveLabels();
    spreadColumns();
    finishBands();
}

double Geometry::ordinalOf(int corridor, const Port &port) const
{
    if (corridor != Corridors::underCard)
        return m_corridors.ordinal(corridor);
    const double side = port.shift < 0 ? -0.25 : 0.0;
    return 2.0 * m_model.nodes.at(port.node).column + 1 + side;
}

double Geometry::rank(const Level &level) const
{
    if (level.channel >= 0)
        return 2.0 * level.channel;
    return 2.0 * channelAbove(m_model, m_model.nodes.at(level.node).strip) + 1;
}

double Geometry::rank(const Port &port) const
{
    return 2.0 * channelAbove(m_model, m_model.nodes.at(port.node).strip) + 1;
}

void Geometry::fillChannels()
{
    for (int edge = 0; edge < m_routes.size(); ++edge) {
        const RoutePlan &route = m_routes.at(edge);
        for (qsizetype i = 0; i < route.levels.size(); ++i) {
            const Level &level = route.levels.at(i);
            if (level.channel < 0)
                continue;
            const bool first = i == 0;
            const bool last = i + 1 == route.levels.size();
            const double from = ordinalOf(route.corridors.at(i), route.start);
            const double to = ordinalOf(route.corridors.at(i + 1), route.end);
            const double before = first ? rank(route.start) : rank(route.levels.at(i - 1));
            const double after = last ? rank(route.end) : rank(route.levels.at(i + 1));
            Lane &channel = m_channels[level.channel];
            TrackNet &net = channel.net(route.net, from, to);
            const auto side = [here = rank(level)](double there) {
                return there < here ? TrackNet::Side::Before : TrackNet::Side::After;
            };
            net.ends.append({from, side(before)});
            net.ends.append({to, side(after)});
            if (first && m_model.edges.at(edge).labelWidth > 0)
                channel.labelled[channel.indexOf.value(route.net)] = true;
        }
    }
}

void Geometry::stackBands(const Plan &plan)
{
    // Touching ends count as overlap: which of the two lines lies further in is not known yet.
    constexpr double apart = 0.1;
    for (Lane &channel : m_channels) {
        channel.tracks = assignTracks(channel.nets, apart);
        QList<double> height(channel.tracks.count, 0);
        for (int net = 0; net < channel.nets.size(); ++net) {
            if (channel.labelled.at(net))
                height[channel.tracks.trackOf.at(net)] = labelLine;
        }
        double y = channelEdge;
        for (const double label : std::as_const(height)) {
            y += label;
            channel.offset.append(y);
            y += pitch;
        }
        channel.width = channel.offset.isEmpty() ? 0 : channel.offset.last() + channelEdge;
    }
    const double beside = std::max(1.0, std::floor(leastWidth() / deliverableColumn));
    double y = RoadmapLayout::margin;
    for (int band = 0; band < plan.phases.size(); ++band) {
        const Phase &phase = plan.phases.at(band);
        RoadmapLayout::Band place;
        place.phase = phase.id;
        place.rect.setTop(y);
        place.title = QRectF(0, y, 0, titleHeight);
        y = stackStrips(band, y + titleHeight);
        if (!phase.deliverables.isEmpty()) {
            const auto items = static_cast<double>(phase.deliverables.size());
            const double height = std::ceil(items / beside) * deliverableRow + besideLabel;
            place.deliverables = QRectF(0, y, 0, height);
            y += height;
        }
        place.rect.setBottom(y);
        m_bands.append(place);
        y += betweenBands;
    }
}

double Geometry::stackStrips(int band, double y)
{
    for (int index = 0; index < m_model.strips.size(); ++index) {
        Strip &strip = m_model.strips[index];
        if (strip.band != band)
            continue;
        const int above = channelAbove(m_model, index);
        const bool first = index == 0 || m_model.strips.at(index - 1).band != band;
        const bool last
            = index + 1 == m_model.strips.size() || m_model.strips.at(index + 1).band != band;
        const auto height = [this](int channel, bool outer) {
            return std::max(m_channels.at(channel).width, outer ? outerChannel : emptyChannel);
        };
        if (first) {
            m_channelTop[above] = y;
            y += height(above, true);
        }
        strip.top = y;
        y += strip.height;
        m_channelTop[above + 1] = y;
        y += height(above + 1, last);
    }
    return y;
}

double Geometry::levelY(int edge, int index) const
{
    const RoutePlan &route = m_routes.at(edge);
    const auto nodeY = [this](int node) {
        return m_model.strips.at(m_model.nodes.at(node).strip).top + m_model.nodes.at(node).y;
    };
    if (index < 0 || index >= route.levels.size()) {
        const Port &port = index < 0 ? route.start : route.end;
        if (port.side == Port::Side::Below)
            return nodeY(port.node) + m_model.nodes.at(port.node).height / 2;
        return nodeY(port.node) + port.shift;
    }
    const Level &level = route.levels.at(index);
    if (level.channel < 0)
        return nodeY(level.node);
    const Lane &channel = m_channels.at(level.channel);
    const int track = channel.tracks.trackOf.at(channel.indexOf.value(route.net));
    // What the channel has to spare goes to both sides alike.
    const bool lone = channel.tracks.count == 1 && channel.width < emptyChannel;
    return m_channelTop.at(level.channel) + channel.offset.at(track)
        + (lone ? (emptyChannel - channel.width) / 2 : 0);
}

void Geometry::fillCorridors()
{
    for (int edge = 0; edge < m_routes.size(); ++edge) {
        const RoutePlan &route = m_routes.at(edge);
        for (int i = 0; i < route.corridors.size(); ++i) {
            const int corridor = route.corridors.at(i);
            const double from = levelY(edge, i - 1);
            const double to = levelY(edge, i);
            if (corridor == Corridors::underCard || isSideways(from, to))
                continue;
            const double here = m_corridors.ordinal(corridor);
            const double before = i == 0 ? ordinalOf(Corridors::underCard, route.start)
                                         : ordinalOf(route.corridors.at(i - 1), route.start);
            const double after = i + 1 == route.corridors.size()
                ? ordinalOf(Corridors::underCard, route.end)
                : ordinalOf(route.corridors.at(i + 1), route.end);
            const auto side = [here](double there) {
                return there < here ? TrackNet::Side::Before : TrackNet::Side::After;
            };
            TrackNet &net = m_gaps[corridor].net(route.net, from, to);
            net.ends.append({from, side(before)});
            net.ends.append({to, side(after)});
        }
    }
    // Lines that follow each other too closely in one corridor look like one.
    constexpr double apart = 20;
    for (Lane &gap : m_gaps)
        gap.tracks = assignTracks(gap.nets, apart);
}

/// A label stands over the first stretch of its edge; of several that leave one card, the others
/// stand over their last.
void Geometry::reserveLabels()
{
    QHash<int, bool> used;
    for (int edge = 0; edge < m_routes.size(); ++edge) {
        const RoutePlan &route = m_routes.at(edge);
        const double width = m_model.edges.at(edge).labelWidth;
        if (width <= 0 || route.start.side != Port::Side::Right)
            continue;
        if (!used.contains(route.start.node)) {
            used.insert(route.start.node, true);
            Lane &gap = m_gaps[route.corridors.first()];
            gap.labelBefore = std::max(gap.labelBefore, width + besideLabel);
        } else if (route.end.side == Port::Side::Left) {
            Lane &gap = m_gaps[route.corridors.last()];
            gap.labelAfter = std::max(gap.labelAfter, width + besideLabel);
        }
    }
}

double Geometry::columnWidth() const
{
    return std::max(m_model.options.card.width(), m_model.options.diamond.width());
}

/// What the columns take up if no corridor is wider than it must be.
double Geometry::leastWidth() const
{
    const int widest
        = m_model.columnsOfBand.isEmpty() ? 0 : *std::ranges::max_element(m_model.columnsOfBand);
    return std::max(narrowestBand,
                    widest * (columnWidth() + m_model.options.horizontalGap)
                        - m_model.options.horizontalGap);
}

void Geometry::spreadColumns()
{
    struct Edges
    {
        double before, after; ///< from the outermost lines
    };
    const auto widen = [](Lane &lane, double least, Edges free) {
        const double lines = lane.tracks.count > 0 ? (lane.tracks.count - 1) * pitch : 0;
        const double needed = lane.labelBefore + free.before + lines + free.after + lane.labelAfter;
        lane.width = std::max(least, needed);
        const double first = lane.labelBefore + free.before + (lane.width - needed) / 2;
        for (int track = 0; track < lane.tracks.count; ++track)
            lane.offset.append(first + track * pitch);
    };
    widen(m_gaps[Corridors::leftGutter], RoadmapLayout::gutter, {besideFrame, arrowRoom});
    m_corridorLeft[Corridors::leftGutter] = RoadmapLayout::margin;
    const double left = RoadmapLayout::margin + m_gaps.at(Corridors::leftGutter).width;
    double right = left + narrowestBand;
    for (int band = 0; band < m_model.columnsOfBand.size(); ++band) {
        double x = left;
        QList<double> columns;
        const int count = m_model.columnsOfBand.at(band);
        for (int column = 0; column < count; ++column) {
            columns.append(x);
            x += columnWidth();
            const int corridor = m_corridors.gap(band, column + 1);
            Lane &gap = m_gaps[corridor];
            m_corridorLeft[corridor] = x;
            const bool outermost = column + 1 == count;
            const bool empty = gap.tracks.count == 0 && gap.labelBefore + gap.labelAfter <= 0;
            widen(gap, outermost ? 0 : m_model.options.horizontalGap, {arrowRoom, arrowRoom});
            if (!outermost || !empty)
                x += gap.width;
        }
        m_columnLeft.append(columns);
        right = std::max(right, x);
    }
    Lane &outer = m_gaps[Corridors::rightGutter];
    widen(outer, RoadmapLayout::rim, {besideFrame, besideFrame});
    m_corridorLeft[Corridors::rightGutter] = right;
    m_size.setWidth(right + outer.width + RoadmapLayout::margin);
}

void Geometry::finishBands()
{
    const double left = RoadmapLayout::margin + m_gaps.at(Corridors::leftGutter).width;
    const double right = m_corridorLeft.at(Corridors::rightGutter);
    for (RoadmapLayout::Band &band : m_bands) {
        band.rect.setLeft(RoadmapLayout::margin);
        band.rect.setRight(m_size.width() - RoadmapLayout::margin);
        band.title.setLeft(left);
        band.title.setRight(right);
        if (band.deliverables.height() > 0) {
            band.deliverables.setLeft(left);
            band.deliverables.setRight(right);
        }
    }
    const double bottom = m_bands.isEmpty() ? 0 : m_bands.last().rect.bottom();
    m_size.setHeight(bottom + RoadmapLayout::margin);
}

QRectF Geometry::cardRect(int index) const
{
    const Node &node = m_model.nodes.at(index);
    const QSizeF size = node.diamond ? m_model.options.diamond : m_model.options.card;
    const double x = m_columnLeft.at(m_model.band(index)).at(node.column) + columnWidth() / 2;
    const double y = m_model.strips.at(node.strip).top + node.y;
    return QRectF(x - size.width() / 2, y - size.height() / 2, size.width(), size.height());
}

QPointF Geometry::portPoint(const Port &port) const
{
    const QRectF rect = cardRect(port.node);
    const bool diamond = m_model.nodes.at(port.node).diamond;
    const QPointF centre = rect.center();
    if (port.side == Port::Side::Below) {
        const double inward = diamond ? std::abs(port.shift) / (rect.width() / 2) : 0;
        return {centre.x() + port.shift, centre.y() + rect.height() / 2 * (1 - inward)};
    }
    const double inward = diamond ? std::abs(port.shift) / (rect.height() / 2) : 0;
    const double half = rect.width() / 2 * (1 - inward);
    return {centre.x() + (port.side == Port::Side::Right ? half : -half), centre.y() + port.shift};
}

double Geometry::corridorX(int edge, int index) const
{
    const RoutePlan &route = m_routes.at(edge);
    const int corridor = route.corridors.at(index);
    if (corridor == Corridors::underCard)
        return portPoint(index == 0 ? route.start : route.end).x();
    const Lane &gap = m_gaps.at(corridor);
    const auto net = gap.indexOf.constFind(route.net);
    if (net == gap.indexOf.constEnd())
        return m_corridorLeft.at(corridor) + gap.width / 2; // straight through: any x will do
    return m_corridorLeft.at(corridor) + gap.offset.at(gap.tracks.trackOf.at(*net));
}

QPolygonF Geometry::polyline(int edge) const
{
    const RoutePlan &route = m_routes.at(edge);
    QPolygonF turns{portPoint(route.start)};
    for (int i = 0; i < route.corridors.size(); ++i) {
        const double x = corridorX(edge, i);
        const double from = i == 0 ? turns.first().y() : levelY(edge, i - 1);
        const bool last = i + 1 == route.corridors.size();
        const double to = last ? portPoint(route.end).y() : levelY(edge, i);
        turns.append({x, from});
        turns.append({x, to});
    }
    turns.append(portPoint(route.end));

    QPolygonF points;
    for (const QPointF &point : std::as_const(turns)) {
        if (!points.isEmpty() && isSideways(points.last().x(), point.x())
            && isSideways(points.last().y(), point.y()))
            continue;
        const qsizetype count = points.size();
        const bool straight = count >= 2
            && ((isSideways(points.at(count - 2).x(), points.last().x())
                 && isSideways(points.last().x(), point.x()))
                || (isSideways(points.at(count - 2).y(), points.last().y())
                    && isSideways(points.last().y(), point.y())));
        if (straight)
            points.last() = point;
        else
            points.append(point);
    }
    return points;
}

} // namespace slipway::layout
